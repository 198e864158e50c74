"""One person's change to one lead, against what others changed meanwhile (F:L1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, Difference, InvalidData, NotThere
from leads.models import Lead, Stage, Treatment
from leads.services.handing import tell_owner
from leads.services.left_behind import owners_of
from leads.services.many import as_of_now
from leads.services.owners import lock_owners
from leads.services.reading.places import language_named
from tenants.settings.countries import is_country
from tenants.staff.models import User

FIELDS = (
    *("first_name", "last_name", "company", "country", "city", "language"),
    *("treatment_id", "source", "stage_id", "assigned_to_id"),
)


class ChangedMeanwhile(Conflict):
    """Somebody saved first; nothing was written."""

    def __init__(self, lead: Lead, differences: list[Difference]):
        super().__init__(
            _("Somebody else saved this lead meanwhile."),
            fields={one.field: [_("This changed meanwhile.")] for one in differences},
        )
        self.lead = lead
        self.differences = differences


@transaction.atomic
def change_lead(
    pk: int,
    wanted: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    was: Mapping[str, Any] | None = None,
    version: str = "",
) -> Lead:
    """Write `wanted` ({column: value}, of FIELDS) into a lead that `by` sees, and the trail.

    `was` is what the person had before their eyes: a field they left alone keeps what a colleague wrote meanwhile,
    and one that both changed differently raises ChangedMeanwhile. `version` is the stricter way, of programs: any
    change since raises it. Raises NotAllowed, NotThere, InvalidData for what is no country or language and for a
    stage, owner or treatment that `by` may not choose, ValidationError for a value that the field refuses. The
    score stays what it was.
    """
    had_by = owners_of([pk]) if "stage_id" in wanted else set()
    owners = lock_owners({wanted.get("assigned_to_id"), *had_by})
    Lead.objects.filter(pk=pk).select_for_update(no_key=True).values("pk").first()
    by = as_of_now(by)
    lead = Lead.objects.visible_to(by).filter(pk=pk).first()
    if lead is None:
        raise NotThere
    mine = _mine(lead, wanted, was)
    if version and version != version_of(lead):
        raise ChangedMeanwhile(lead, [Difference(name, getattr(lead, name), new) for name, new in mine.items()])
    _check_choices(mine, owners)
    if "stage_id" in mine and lead.archived_at is None and lead.assigned_to_id in had_by - owners:
        mine.setdefault("assigned_to_id", None)  # who left keeps no lead that goes on
    for name, value in mine.items():
        setattr(lead, name, value)
    if mine:
        lead.clean_fields(exclude={f.name for f in lead._meta.fields if f.attname not in mine})
        lead.updated_at = now
        lead.save(update_fields=[*mine, "updated_at"])
    if "assigned_to_id" in mine:
        tell_owner(lead.assigned_to, [lead.pk], by=by)
    return lead


def version_of(lead: Lead) -> str:
    """What a program sends back with its change."""
    return lead.updated_at.isoformat()


def _mine(lead: Lead, wanted: Mapping[str, Any], was: Mapping[str, Any] | None) -> dict[str, Any]:
    """What this person changed and is not so already. Raises ChangedMeanwhile where a colleague changed it too."""
    mine, differences = {}, []
    for name in FIELDS:
        if name not in wanted or wanted[name] == getattr(lead, name):
            continue
        if was is not None and name in was:
            if was[name] == wanted[name]:
                continue
            if was[name] != getattr(lead, name):
                differences.append(Difference(name, getattr(lead, name), wanted[name]))
        mine[name] = wanted[name]
    if differences:
        raise ChangedMeanwhile(lead, differences)
    return mine


def _check_choices(mine: Mapping[str, Any], owners: set[int]) -> None:
    """A country or language that is none; a row that is not there, or not for this one to choose: the same words,
    no echo (H:A7)."""
    gone, wrong = _("This does not exist."), {}
    if "stage_id" in mine and not Stage.objects.filter(pk=mine["stage_id"]).exists():
        wrong["stage"] = [gone]
    owner = mine.get("assigned_to_id")
    if owner is not None and owner not in owners:
        wrong["assigned_to"] = [gone]
    if mine.get("country") and not is_country(mine["country"]):
        wrong["country"] = [_("There is no such country. Two letters, as in IT.")]
    if mine.get("language") and language_named(mine["language"]) != mine["language"]:
        wrong["language"] = [_("There is no such language. Two letters, as in it.")]
    treatment = mine.get("treatment_id")
    if treatment is not None and not Treatment.objects.filter(pk=treatment, is_active=True).exists():
        wrong["treatment"] = [gone]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
