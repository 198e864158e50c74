from tenants.desk.admin import clinic

__all__ = ["clinic"]
