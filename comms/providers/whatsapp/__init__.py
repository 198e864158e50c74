"""WhatsApp Business Cloud API (INTEGRATIONS 4)."""
