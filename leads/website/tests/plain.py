"""What the tests of the plain form send, and where they look."""

from leads.models import Lead, LeadPayload
from tenants.context import clinic_context

PAGE = "https://clinic-site.example"
TYPE = "application/x-www-form-urlencoded"
MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com", "language": "it"}


def stored(clinic):
    with clinic_context(clinic):
        return list(LeadPayload.objects.order_by("pk")), list(Lead.objects.order_by("pk"))
