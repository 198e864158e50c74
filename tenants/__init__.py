"""Floor 1: the clinics and what keeps them apart. Models of this app live in the public schema only."""
