"""The columns of the lead list. Each cell is a few lines of HTML in templates/leads/cells."""

from typing import Any

from django.contrib.admin import display
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from leads.admin.score import reasons
from leads.models import Lead


def _cell(name: str, **context: Any) -> SafeString:
    return render_to_string(f"leads/cells/{name}.html", context)


@display(description=_("Lead"))
def who(lead: Lead) -> SafeString:
    """Name, country, and the first way to reach them; the list makes it a link."""
    return _cell("who", lead=lead, contact=next(iter(lead.identities.all()), None))


@display(description=_("Stage"), ordering="stage__position")
def stage(lead: Lead) -> SafeString:
    return _cell("stage", stage=lead.stage)


@display(description=_("Score"), ordering="lead_score")
def score(lead: Lead) -> SafeString:
    """How many points and how warm; why, when a pointer rests on it."""
    return _cell("score", lead=lead, why=reasons(lead))


@display(description=_("Source"), ordering="source")
def source(lead: Lead) -> SafeString:
    return _cell("source", lead=lead)


@display(description=_("Arrived"), ordering="created_at")
def arrived(lead: Lead) -> SafeString:
    """How long ago the person came, and the last enquiry when there was another one."""
    return _cell("arrived", lead=lead)


@display(description=_("Owner"))
def owner(lead: Lead) -> SafeString:
    return _cell("owner", owner=lead.assigned_to)


COLUMNS = [who, stage, score, source, arrived, owner]
