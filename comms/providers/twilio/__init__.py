"""Twilio: SMS and voice (INTEGRATIONS 5)."""
