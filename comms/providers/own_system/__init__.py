"""A system of the clinic's own that hears of what happens here, signed as Standard Webhooks are."""
