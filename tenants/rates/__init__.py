"""How often something may happen: counted per clinic, in Redis or by each process alone without it (F:T25)."""
