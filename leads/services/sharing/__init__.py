"""New leads find an owner by themselves: who speaks the language, is on shift and has the fewest (F:T9, F 2b)."""
