"""What a new clinic starts with, as data."""
