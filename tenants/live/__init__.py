"""Live events: a Redis Stream per clinic, read by the browser as Server-Sent Events (HOUSE 13)."""
