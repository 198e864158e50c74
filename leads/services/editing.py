"""One person's change to one lead, against what others changed meanwhile (F:L1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, Difference, InvalidData, NotThere
from leads.models import Lead, Stage, Treatment
from leads.services.custom import PREFIX, write_custom
from leads.services.editing_custom import OwnFields, own_fields
from leads.services.finding.words import NAMED, refresh_words
from leads.services.handing import tell_owner
from leads.services.holding import refuse_merged
from leads.services.left_behind import owners_of
from leads.services.many import as_of_now
from leads.services.moving.columns import chance, follow_up, place
from leads.services.moving.correcting import correct_enquiry
from leads.services.moving.demands import demand, taken_by
from leads.services.moving.given import NOTHING, Given
from leads.services.moving.otherwise import differences_in, not_planned_yet, said_again
from leads.services.moving.owned import owned
from leads.services.moving.several import held_stage
from leads.services.moving.writing import write_down
from leads.services.news.asking import moved_later
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.partners import may_name
from leads.services.reading.places import language_named
from leads.services.scoring import rescore
from leads.services.sight import check_owner_sees
from tenants.settings.countries import is_country
from tenants.staff.models import User

FIELDS = (
    *("first_name", "last_name", "company", "country", "city", "language", "interest", "is_test"),
    *("treatment_id", "source", "sub_source", "partner_id", "stage_id", "assigned_to_id"),
)

# A change of one of these scores the lead anew.
SCORED_BY = {"first_name", "last_name", "company", "country", "language", "interest", "treatment_id", "source"}


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
    given: Given = NOTHING,
) -> Lead:
    """Write `wanted` ({column: value}, of FIELDS and custom.<key>) into a lead that `by` sees, and the trail.

    `was` is what the person had before their eyes: a field they left alone keeps what a colleague wrote meanwhile,
    and one that both changed differently raises ChangedMeanwhile. `version` is the stricter way, of programs: any
    change since raises it. `given` is what a new stage asks for, or corrects what was said before; `was` holds what
    was shown of that, too.

    Raises NotAllowed, NotThere, Conflict for a merged lead, InvalidData for what is no country or language, for a
    stage, owner or treatment that `by` may not choose, for an owner who would not see the lead and for what a stage
    was not given, ValidationError for a value that the field refuses.
    """
    had_by, owners = _hold(pk, wanted)
    by = as_of_now(by)
    lead = _seen(pk, by)
    own = own_fields(lead, wanted, was)
    held = {name: getattr(lead, name) for name in FIELDS} | own.held
    mine, differences = _mine(held, {**wanted, **own.wanted}, was and {**was, **own.was})
    if differences := [*differences, *differences_in(lead, given, was or {})]:
        raise ChangedMeanwhile(lead, differences)
    if version and version != version_of(lead):
        differences = [Difference(name, held.get(name), new) for name, new in {**mine, **given.said()}.items()]
        raise ChangedMeanwhile(lead, differences)
    given = given if "stage_id" in mine else not_planned_yet(given, lead)
    _check_choices(mine, owners, by)
    if "stage_id" in mine and lead.archived_at is None and lead.assigned_to_id in had_by - owners:
        mine.setdefault("assigned_to_id", None)  # who left keeps no lead that goes on
    _write_own(lead, own, mine, now)
    _write(lead, mine, given, was or {}, by, now)
    _follow_owner(lead, mine, held["assigned_to_id"], by, now)
    return lead


def _hold(pk: int, wanted: Mapping[str, Any]) -> tuple[set[int | None], set[int]]:
    """Whose it was where a stage is to change, and who of those and of the next owner may have leads; people, then
    the lead, held until the end."""
    had_by = owners_of([pk]) if "stage_id" in wanted else set()
    owners = lock_owners({wanted.get("assigned_to_id"), *had_by})
    Lead.objects.filter(pk=pk).select_for_update(no_key=True).values("pk").first()
    return had_by, owners


def _seen(pk: int, by: User) -> Lead:
    lead = Lead.objects.visible_to(by).select_related("stage").filter(pk=pk).first()
    if lead is None:
        raise NotThere
    refuse_merged(lead)
    return lead


def _follow_owner(lead: Lead, mine: Mapping[str, Any], had: int | None, by: User, now: datetime) -> None:
    """What a new owner brings along; an owner must see it, be they or the partner new."""
    if "assigned_to_id" in mine:
        note_owner_changes([Handed(lead.pk, had, lead.assigned_to_id)], by=by, at=now)
        tell_owner(lead.assigned_to, [lead.pk], by=by)
        owned([lead.pk], by=by, now=now)
    if not mine.keys().isdisjoint({"assigned_to_id", "partner_id"}):
        check_owner_sees(lead.assigned_to, [lead.pk])


def _write_own(lead: Lead, own: OwnFields, mine: dict[str, Any], now: datetime) -> None:
    """The clinic's own fields, which leave `mine`."""
    values = {name.removeprefix(PREFIX): mine.pop(name) for name in own.held if name in mine}
    if values and write_custom({lead: values}, own.fields, now=now):
        lead.updated_at = now


def _write(lead: Lead, mine: dict[str, Any], given: Given, was: Mapping[str, Any], by: User, now: datetime) -> None:
    """The columns in one line of the trail, and what hangs on a move."""
    left, stage, more = lead.stage, None, given
    if "stage_id" in mine:
        stage = held_stage(mine["stage_id"])
        taken = taken_by(stage.semantic)
        given, more = said_again(given.only(taken), lead, stage, was), given.without(taken)
        demand(stage, given, [lead], by_hand=True, now=now)
        mine |= place(stage, now=now) | follow_up(stage, given, now=now)
        mine |= {} if lead.probability_pinned else {"conversion_probability": chance(stage)}
    for name, value in mine.items():
        setattr(lead, name, value)
    if mine:
        lead.clean_fields(exclude={f.name for f in lead._meta.fields if f.attname not in mine})
        lead.updated_at = now
        lead.save(update_fields=[*mine, "updated_at"])
    if stage is not None:
        write_down([lead], {lead.pk: left}, stage, given, by=by, now=now)
        moved_later(stage, by=by, now=now)
    if correct_enquiry(lead, more, now=now):
        Lead.objects.filter(pk=lead.pk).update(updated_at=now)
    if SCORED_BY & mine.keys():
        rescore([lead.pk], now=now)
    if not mine.keys().isdisjoint(NAMED):
        refresh_words([lead.pk])


def version_of(lead: Lead) -> str:
    """What a program sends back with its change."""
    return lead.updated_at.isoformat()


def _mine(
    held: Mapping[str, Any], wanted: Mapping[str, Any], was: Mapping[str, Any] | None
) -> tuple[dict[str, Any], list[Difference]]:
    """What this person changed and is not so already, and where a colleague changed it too."""
    mine, differences = {}, []
    for name, now in held.items():
        if name not in wanted or wanted[name] == now:
            continue
        if was is not None and name in was:
            if was[name] == wanted[name]:
                continue
            if was[name] != now:
                differences.append(Difference(name, now, wanted[name]))
        mine[name] = wanted[name]
    return mine, differences


def _check_choices(mine: Mapping[str, Any], owners: set[int], by: User) -> None:
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
    if "partner_id" in mine and not may_name(mine["partner_id"], by):
        wrong["partner"] = [gone]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
