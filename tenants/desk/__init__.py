"""What every screen and endpoint stands on: the two sites, their look, and the API's manners."""
