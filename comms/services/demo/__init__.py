"""A demo clinic's messages and calls, written down as history: nothing of it is ever sent."""
