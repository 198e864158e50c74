from tenants.outbox.models.delivery import DeliveryLog
from tenants.outbox.models.job import Job

__all__ = ["DeliveryLog", "Job"]
