"""The columns of the lead list. Each cell is a few lines of HTML in templates/leads/cells."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import display
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from leads.admin.score import reasons
from leads.admin.waits import wait_of
from leads.models import CustomField, Lead
from leads.services.finding.custom import custom_fields
from leads.services.own_names import shown_name
from leads.services.sharing.duty import is_alone


def _cell(name: str, **context: Any) -> SafeString:
    return render_to_string(f"leads/cells/{name}.html", context)


@display(description=_("Lead"))
def who(lead: Lead) -> SafeString:
    """Name, country, and the first way to reach them; the list makes it a link."""
    return _cell("who", lead=lead, contact=next(iter(lead.identities.all()), None))


@display(description=_("Stage"))
def stage(lead: Lead) -> SafeString:
    return _cell("stage", stage=lead.stage)


@display(description=_("Score"))
def score(lead: Lead) -> SafeString:
    """How many points and how warm; why, when a pointer rests on it."""
    return _cell("score", lead=lead, why=reasons(lead))


@display(description=_("Source"))
def source(lead: Lead) -> SafeString:
    return _cell("source", lead=lead)


@display(description=_("Arrived"))
def arrived(lead: Lead) -> SafeString:
    """How long ago the person came, and the last enquiry when there was another one."""
    return _cell("arrived", lead=lead)


@display(description=_("Owner"))
def owner(lead: Lead) -> SafeString:
    return _cell("owner", owner=lead.assigned_to)


@display(description=_("Waiting"))
def waiting(lead: Lead) -> SafeString:
    """The clock of whoever waits for our answer; that they were answered, once they were."""
    return _cell("waiting", wait=wait_of(lead, timezone.now()))


@display(description=_("Next step"))
def next_step(lead: Lead) -> SafeString:
    late = lead.next_follow_up is not None and lead.next_follow_up < timezone.now()
    return _cell("next_step", lead=lead, late=late)


COLUMNS = [who, stage, score, waiting, source, next_step, owner, arrived]


def columns() -> list[Callable[[Lead], str]]:
    """Those of the product and the clinic's own; no owner where one person works alone (F:W19)."""
    return [*(one for one in COLUMNS if one is not owner or not is_alone()), *own_columns()]


def own_columns() -> list[Callable[[Lead], str]]:
    """Of the clinic's own fields that it wants to see here; their values come with the list."""
    return [_column(field) for field in custom_fields() if field.in_list]


def _column(field: CustomField) -> Callable[[Lead], str]:
    def value(lead: Lead) -> SafeString | str:
        held = next((one for one in getattr(lead, "in_list", ()) if one.field_id == field.pk), None)
        return _cell("own", field=field, value=held) if held else ""

    value.__name__ = f"custom_{field.key}"
    value.short_description = shown_name(field)
    return value
