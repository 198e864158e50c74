"""Work that outlives the request that asked for it: how far it is, and how it ended."""
