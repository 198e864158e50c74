"""Settings by surrounding: dev (default), test and prod, all standing on base."""
