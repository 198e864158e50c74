"""What other systems of a clinic hear of what happens here, on one log of deliveries (F:I19 to I22, A16)."""
