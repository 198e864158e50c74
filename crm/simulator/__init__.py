"""Other people's servers on this machine, for development and tests alone (HOUSE 10). It never leaves loopback."""
