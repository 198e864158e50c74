from tenants.inbound.admin import webhook_event

__all__ = ["webhook_event"]
