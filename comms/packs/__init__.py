"""What a new clinic begins with, as data."""
