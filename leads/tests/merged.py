"""A lead to merge into, and all that a merge writes to."""

from attribution.models import Touchpoint
from leads.models import Enquiry, Identity, Lead, LeadPayload, Stage
from leads.tests.factories import make_lead, reach, scored
from tenants.context import clinic_context

MAIL = "anna@example.com"
WROTE = {"city": "Bari", "company": "Rossi Srl", "language": "it", "treatment": "Zirconia crown"}
CAME = {"utm_source": "google", "first_touch": {"utm_source": "facebook", "at": "2026-08-01T10:00:00+00:00"}}


def marco(clinic, **fields) -> Lead:
    """Somebody with a number, a first enquiry and a score, who wrote ten hours ago."""
    lead = make_lead(clinic, "Marco", "Rossi", minutes=600, **scored() | fields)
    reach(clinic, lead, "phone", "+447700900123")
    with clinic_context(clinic):
        Enquiry.objects.create(lead=lead, number=1, began_at=lead.created_at, interest="Veneers")
    return lead


def rows(clinic) -> dict[str, list[dict]]:
    """All that a merge writes to, but for the moment of the last change."""
    with clinic_context(clinic):
        kept = {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in (Lead, Identity, Enquiry, LeadPayload, Touchpoint)
        }
    for row in kept["LeadPayload"]:
        row["body"] = bytes(row["body"])
    for row in kept["Lead"]:
        del row["updated_at"]
    return kept


def stage(clinic, name) -> Stage:
    with clinic_context(clinic):
        return Stage.objects.get(name=name)


def change(clinic, model, **values) -> None:
    with clinic_context(clinic):
        assert model.objects.update(**values)
