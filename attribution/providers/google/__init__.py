"""Google's Data Manager API and what opens it (INTEGRATIONS 8.3, read 2026-11-20)."""
