from tenants.audit.admin import entry, export

__all__ = ["entry", "export"]
