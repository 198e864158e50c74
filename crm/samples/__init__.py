"""Development: a website for each demo clinic, on a host of its own, with the form of its integrations page."""
