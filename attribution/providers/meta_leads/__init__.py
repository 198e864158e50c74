"""Lead ads of Meta: pages, instant forms and what people fill in (Graph v26.0, INTEGRATIONS 3, read 2026-11-20)."""
