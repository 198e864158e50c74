"""GoHighLevel's API v2: contacts of one location (INTEGRATIONS 10, read 2026-11-20)."""
