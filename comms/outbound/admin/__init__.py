"""The pages of other systems, and of what they were told."""
