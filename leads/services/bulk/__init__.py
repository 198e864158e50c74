"""One action on many leads: asked first, at once for a few, by pieces in the background for many (F:W5, W6)."""

AT_ONCE = 200  # leads that somebody waits for
MOST_AT_ALL = 50_000  # leads chosen at once
