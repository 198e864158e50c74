"""The page of one lead: who it is, how far they are, and how they came."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from leads.actions import offered_to
from leads.admin.arrivals import arrivals_of
from leads.admin.companions import companions_of
from leads.admin.form import LeadForm
from leads.admin.score import score_of
from leads.models import Identity, Lead, Stage
from leads.models.stage import Semantic
from leads.services.many import CHANGE
from tenants.audit.services.reading import Line, lines_of
from tenants.audit.services.values import NOTHING
from tenants.staff.models import User

# Somebody may press a button a hundred times; the page shows the newest of it.
ARRIVALS_SHOWN = 50
LINES_SHOWN = 30
OFF_THE_PATH = {Semantic.LOST, Semantic.CLOSED}


@dataclass(frozen=True)
class Step:
    """A stage in the bar: `done`, `now`, or nothing yet."""

    name: str
    state: str


def lead_page(lead: Lead, *, reader: User, form: LeadForm | None = None) -> dict[str, Any]:
    """What the template names; `form` is the one that was refused. A fixed number of queries."""
    if form is None and reader.has_perm(CHANGE):
        form = LeadForm(lead=lead, reader=reader)
    contacts = list(lead.identities.all())
    companions = companions_of(lead, reader)
    reached = [*contacts, *companions["holder_contacts"]]  # a companion has no number of their own
    payloads = lead.payloads.all()
    return {
        "lead": lead,
        "form": form,
        "actions": offered_to(lead, reader),
        "score": score_of(lead),
        "lines": [(line, _is_beginning(line)) for line in lines_of(lead, reader, most=LINES_SHOWN)],
        "contacts": contacts,
        "unreachable": [contact for contact in contacts if not contact.is_valid],
        "phone": _first(reached, Identity.Kind.PHONE),
        "mail": _first(reached, Identity.Kind.EMAIL),
        "is_mine": lead.assigned_to_id == reader.pk,
        "has_left": lead.stage.semantic in OFF_THE_PATH,
        "steps": steps(lead.stage, Stage.objects.all()),
        "arrivals": arrivals_of(lead, payloads[:ARRIVALS_SHOWN], contacts),
        "arrivals_in_all": payloads.count(),
        **companions,
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


def _is_beginning(line: Line) -> bool:
    """The line of the arrival itself: what a lead began with is no change. A stage is never empty later."""
    stage = capfirst(Lead._meta.get_field("stage").verbose_name)
    return any(change.field == stage and change.before == NOTHING for change in line.changes)


def _first(contacts: list[Identity], kind: str) -> Identity | None:
    return next((contact for contact in contacts if contact.kind == kind and contact.is_valid), None)
