"""What providers tell us: kept as it came before it is answered, and read by a worker (HOUSE, floors; H:W4)."""
