"""One card goes to another column, if it still is what its mover saw."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere
from leads.models import Lead, StageChange
from leads.services.many import Done, hold
from leads.services.moving import Given, move_leads
from leads.services.stage_names import stage_name
from tenants.staff.models import User


@dataclass(frozen=True)
class Seen:
    """What a card showed: where it stood, and whose it was."""

    stage_id: int
    owner_id: int | None


@transaction.atomic
def move_card(pk: int, *, to: int, seen: Seen, given: Given, by: User, now: datetime) -> Done:
    """Move the lead with what the stage asks for; a repeat finds it there and changes nothing.

    Raises NotThere for what `by` does not see, Conflict with a colleague's name when the card moved, changed hands
    or was archived meanwhile (H:A14) or is there with something else said of it, and as `move_leads`.
    """
    if not hold([pk], by=by, to_work=True).seen:
        raise NotThere
    lead = Lead.objects.select_related("stage", "assigned_to").get(pk=pk)
    if lead.stage_id != to:
        _still(lead, seen)
    done = move_leads([pk], to=to, given=given, by=by, now=now)
    if pk in done.conflicts:
        raise Conflict(done.conflicts[pk])
    return done


def _still(lead: Lead, seen: Seen) -> None:
    if lead.archived_at is not None:
        raise Conflict(_("This lead is archived now. Restore it first."))
    if lead.stage_id != seen.stage_id:
        raise Conflict(_moved(lead))
    if lead.assigned_to_id != seen.owner_id:
        raise Conflict(_given(lead.assigned_to))


def _given(owner: User | None) -> str:
    return _("%(name)s has this lead now.") % {"name": owner} if owner else _("Nobody has this lead now.")


def _moved(lead: Lead) -> str:
    last = StageChange.objects.filter(lead=lead).select_related("by").first()
    words = {"stage": stage_name(lead.stage)}
    if last is None or last.by is None:
        return _("This lead stands in %(stage)s now.") % words
    return _("%(name)s moved this lead to %(stage)s.") % {**words, "name": last.by}
