"""What must happen and when it did: PostgreSQL is the queue of record, Redis only wakes workers (HOUSE 7)."""
