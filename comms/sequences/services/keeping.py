"""What is of a sequence whatever its version: its name, for whom it is, how much at most. Holds at once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comms.sequences.models import Group, Sequence, Version
from comms.sequences.models.version import FROM, UNTIL, usual_days
from comms.sequences.services.content import seen_of, whole_minute, window_of
from comms.sequences.services.drafts import draft_of, hold_to_change
from crm.lib.errors import Conflict, InvalidData
from crm.lib.lines import one_line
from tenants.staff.models import User

SETTINGS = ("name", "about", "groups", "again_after", "per_hour", "catches_up", "winner_at")
MOST_AGAIN, MOST_AN_HOUR = 3650, 100_000
WHATEVER = ""


@dataclass(frozen=True)
class Settings:
    name: str
    about: str = ""
    groups: tuple[str, ...] = (Group.OPEN,)
    again_after: int | None = 90
    per_hour: int | None = None
    catches_up: bool = False
    winner_at: int | None = None


@dataclass(frozen=True)
class Window:
    """When messages may go, on the patient's clock; Monday is 0."""

    window_from: time = FROM
    window_until: time = UNTIL
    weekdays: tuple[int, ...] = tuple(usual_days())
    keeps_holidays: bool = True


def new_sequence(wanted: Settings, *, by: User, preset: str = "", now: datetime) -> Sequence:
    """A draft without steps. Raises InvalidData by field."""
    wrong = _wrong(wanted, None)
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    with transaction.atomic():
        values = asdict(wanted) | {"name": one_line(wanted.name), "groups": list(wanted.groups)}
        row = Sequence.objects.create(**values, preset=preset, made_by=by)
        draft_of(row, now=now)
    return row


@transaction.atomic
def keep_settings(pk: int, wanted: Settings, *, seen: str = WHATEVER) -> Sequence:
    """Holds from now on, for those under way, too. Raises InvalidData, NotThere, Conflict as elsewhere."""
    row = hold_to_change(pk)
    if seen not in {WHATEVER, seen_of_settings(row)}:
        raise Conflict(_("A colleague changed these settings meanwhile. Look at them again before you save."))
    wrong = _wrong(wanted, row)
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    row.name, row.about, row.groups = one_line(wanted.name), wanted.about.strip(), list(wanted.groups)
    row.again_after, row.per_hour, row.winner_at = wanted.again_after, wanted.per_hour, wanted.winner_at
    row.catches_up = wanted.catches_up
    row.save(update_fields=SETTINGS)
    return row


@transaction.atomic
def keep_window(pk: int, wanted: Window, *, seen: str = WHATEVER, now: datetime) -> Version:
    """Into the draft: what is published keeps its hours. Raises as `keep_settings`."""
    draft = draft_of(hold_to_change(pk), now=now)
    if seen not in {WHATEVER, seen_of(window_of(draft))}:
        raise Conflict(_("A colleague changed these hours meanwhile. Look at them again before you save."))
    starts, ends = whole_minute(wanted.window_from), whole_minute(wanted.window_until)
    wrong: dict[str, list[str]] = {}
    if starts >= ends:
        wrong["window_until"] = [_("It ends after it begins.")]
    if not wanted.weekdays or not set(wanted.weekdays) <= set(range(7)):
        wrong["weekdays"] = [_("Choose at least one day.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    draft.window_from, draft.window_until = starts, ends
    draft.weekdays, draft.keeps_holidays = sorted(set(wanted.weekdays)), wanted.keeps_holidays
    draft.save(update_fields=["window_from", "window_until", "weekdays", "keeps_holidays"])
    return draft


def seen_of_settings(row: Sequence) -> str:
    values: Mapping[str, Any] = {name: getattr(row, name) for name in SETTINGS}
    return seen_of(values)


def _wrong(wanted: Settings, row: Sequence | None) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    name = one_line(wanted.name)
    others = Sequence.objects.filter(of_rule=False, archived_at=None, name__iexact=name)
    if not any(sign.isalnum() for sign in name):
        wrong["name"] = [_("A name has letters or digits.")]
    elif len(name) > 120:
        wrong["name"] = [_("At most %(most)d characters.") % {"most": 120}]
    elif others.exclude(pk=row and row.pk).exists():
        wrong["name"] = [_("Another sequence has this name.")]
    if len(wanted.about.strip()) > 300:
        wrong["about"] = [_("At most %(most)d characters.") % {"most": 300}]
    if not wanted.groups or not set(wanted.groups) <= set(Group.values):
        wrong["groups"] = [_("Choose for whom it is.")]
    if wanted.again_after is not None and not 0 <= wanted.again_after <= MOST_AGAIN:
        wrong["again_after"] = [_("From 0 to %(most)d.") % {"most": MOST_AGAIN}]
    if wanted.per_hour is not None and not 1 <= wanted.per_hour <= MOST_AN_HOUR:
        wrong["per_hour"] = [_("From 1 to %(most)d.") % {"most": MOST_AN_HOUR}]
    if wanted.winner_at is not None and not 80 <= wanted.winner_at <= 99:
        wrong["winner_at"] = [_("From 80 to 99 percent.")]
    return wrong
