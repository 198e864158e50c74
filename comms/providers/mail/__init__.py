"""E-mail of a clinic: SMTP out, IMAP in (INTEGRATIONS 6)."""
