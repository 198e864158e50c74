"""Short addresses in messages: made with the message, opened by one patient, counted once."""
