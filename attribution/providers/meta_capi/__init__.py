"""Meta's Conversions API for CRM, "Conversion Leads" (INTEGRATIONS 9, read 2026-11-20)."""
