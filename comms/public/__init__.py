"""Pages that patients see: behind a short link, and to stop messages. In their language, without any script."""
