"""What a clinic sets for itself, and the secrets it gives us for its providers."""
