from datetime import datetime

from leads.models import Lead


def last_lead_at() -> datetime | None:
    """When somebody last asked this clinic for something: a time, for the platform's list (F:T8)."""
    return Lead.objects.values_list("last_arrival_at", flat=True).first()  # the model's order has an index
