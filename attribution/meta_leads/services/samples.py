"""What was answered in a form of late, beside each of its questions: whoever says what they mean sees examples."""

from attribution.meta_leads.models import Form, InstantLead
from attribution.providers.meta_leads.base import MetaLead
from attribution.providers.meta_leads.reading import lead_in
from crm.lib.shapes import loaded, mapping
from tenants.staff.models import User

LATELY = 20  # filled forms that are looked at
MOST = 3  # examples of one question
LONGEST = 80


def latest(form: Form, by: User) -> list[MetaLead]:
    """Those that `by` may see, the newest first."""
    rows = InstantLead.objects.visible_to(by).filter(connection=form.connection_id, form_id=form.form_id)
    bodies = rows.exclude(payload=None).order_by("-pk").values_list("payload__body", flat=True)[:LATELY]
    return [lead_in(mapping(loaded(bytes(body)))) for body in bodies]


def examples(leads: list[MetaLead]) -> dict[str, str]:
    """By the name of a question."""
    found: dict[str, dict[str, None]] = {}
    for lead in leads:
        for answer in lead.answers:
            found.setdefault(answer.name, {}).update(dict.fromkeys(answer.values))
    return {name: " · ".join(said[:LONGEST] for said in list(values)[:MOST]) for name, values in found.items()}


def boxes(leads: list[MetaLead]) -> list[str]:
    """The keys of the consents that were shown; Meta does not tell them with the form."""
    return list(dict.fromkeys(key for lead in leads for key, _checked in lead.disclaimers))
