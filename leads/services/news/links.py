from django.conf import settings
from django.urls import reverse


def page_of(lead_id: int) -> str:
    """Of a clinic's host, also asked from a task."""
    return reverse("admin:leads_lead_change", urlconf=settings.ROOT_URLCONF, args=[lead_id])


def list_of_leads() -> str:
    return reverse("admin:leads_lead_changelist", urlconf=settings.ROOT_URLCONF)
