"""The database engine: django-tenants' one, which also lets statements travel together (settings, ENGINE)."""
