from tenants.inbound.models.webhook_event import WebhookEvent

__all__ = ["WebhookEvent"]
