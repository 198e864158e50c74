"""What other currencies are worth in the clinic's own, day by day, as the clinic says."""
