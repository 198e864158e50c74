"""The page of one lead: who it is, how far they are, and how they came."""

from dataclasses import dataclass
from typing import Any

from leads.admin.arrivals import arrival
from leads.models import Identity, Lead, Stage
from leads.models.stage import Semantic
from tenants.staff.models import User

# Somebody may press a button a hundred times; the page shows the newest of it.
ARRIVALS_SHOWN = 50
OFF_THE_PATH = {Semantic.LOST, Semantic.CLOSED}


@dataclass(frozen=True)
class Step:
    """A stage in the bar: `done`, `now`, or nothing yet."""

    name: str
    state: str


def lead_page(lead: Lead, *, reader: User) -> dict[str, Any]:
    """What the template names. Asks for stages, identities and arrivals: three queries and a count."""
    contacts = list(lead.identities.all())
    payloads = lead.payloads.all()
    return {
        "lead": lead,
        "contacts": contacts,
        "unreachable": [contact for contact in contacts if not contact.is_valid],
        "phone": _first(contacts, Identity.Kind.PHONE),
        "mail": _first(contacts, Identity.Kind.EMAIL),
        "is_mine": lead.assigned_to_id == reader.pk,
        "has_left": lead.stage.semantic in OFF_THE_PATH,
        "steps": steps(lead.stage, Stage.objects.all()),
        "arrivals": [arrival(payload, lead, contacts) for payload in payloads[:ARRIVALS_SHOWN]],
        "arrivals_in_all": payloads.count(),
    }


def steps(current: Stage, stages: Any) -> list[Step]:
    """The way from enquiry to treatment. Whoever was lost on it stands nowhere."""
    on_the_way = [stage for stage in stages if stage.semantic not in OFF_THE_PATH]
    if current.semantic in OFF_THE_PATH:
        return [Step(stage.name, "") for stage in on_the_way]
    return [Step(stage.name, _state(stage, current)) for stage in on_the_way]


def _state(stage: Stage, current: Stage) -> str:
    if stage.pk == current.pk:
        return "now"
    return "done" if stage.position < current.position else ""


def _first(contacts: list[Identity], kind: str) -> Identity | None:
    return next((contact for contact in contacts if contact.kind == kind and contact.is_valid), None)
