"""The keys of a clinic's accounts: what is asked for, whether they work, and in words why not."""
