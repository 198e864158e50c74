"""What each campaign brought and cost (F:M4): of a stretch of days, as one way of sharing credit sees it."""
