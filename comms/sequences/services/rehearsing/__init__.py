"""What a version would do, told before it does it: nothing is sent or written (FEATURES 3, capability 11)."""
