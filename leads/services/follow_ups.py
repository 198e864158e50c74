"""The next step of a lead: when, what for, put off, done (F:L20). Each can be taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models import FollowUp, Lead
from leads.services.holding import hold_lead
from leads.services.many import Change, Done, change_many
from leads.services.patient_time import moment_written, tomorrow_morning, zone_of
from tenants.staff.models import User

SET, DONE = "lead.follow_up", "lead.follow_up_done"
HOUR = timedelta(hours=1)
FURTHEST = timedelta(days=5 * 365)
_ON_THE_PAGE = {"follow_up_why": "why", "follow_up_note": "note"}
LONGEST_NOTE = Lead._meta.get_field("follow_up_note").max_length


def set_follow_up(
    ids: Iterable[int], *, at: datetime, why: str = FollowUp.NEXT_STEP, note: str = "", by: User, now: datetime
) -> Done:
    """Say when and what for. `at` is aware and to come. Raises InvalidData by field, NotAllowed."""
    check_moment(at, now)
    return _set(ids, {"next_follow_up": at, "follow_up_why": why, "follow_up_note": note}, by, now, _ON_THE_PAGE)


@transaction.atomic
def change_follow_up(lead_pk: int, step: Mapping[str, Any], *, by: User, now: datetime) -> Done:
    """Set what `step` says, by column, and leave what it does not: a step that is late can be reworded.

    Nothing is planned any more when its moment is None. Raises InvalidData by column, NotAllowed, NotThere.
    """
    lead, by = hold_lead(lead_pk, by=by)
    if "next_follow_up" in step:
        if step["next_follow_up"] is None:
            return follow_up_done([lead_pk], by=by, now=now)
        check_moment(step["next_follow_up"], now, field="next_follow_up")
    elif lead.next_follow_up is None:
        raise InvalidData(_("Say when."), fields={"next_follow_up": [_("Say when.")]})
    held = {name: getattr(lead, name) for name in ("next_follow_up", "follow_up_note")}
    why = lead.follow_up_why or FollowUp.NEXT_STEP
    return _set([lead_pk], {**held, "follow_up_why": why, **step}, by, now, {})


def _set(ids: Iterable[int], after: dict[str, Any], by: User, now: datetime, called: Mapping[str, str]) -> Done:
    """`called` is what the door calls a column, where that is another name."""
    after["follow_up_note"] = note = one_line(after["follow_up_note"])
    wrong = {}
    if after["follow_up_why"] not in FollowUp.values:
        wrong["follow_up_why"] = [_("This does not exist.")]
    if len(note) > LONGEST_NOTE:
        wrong["follow_up_note"] = [_("At most %(most)d letters.") % {"most": LONGEST_NOTE}]
    if wrong:
        named = {called.get(name, name): said for name, said in wrong.items()}
        raise InvalidData(next(iter(named.values()))[0], fields=named)
    return change_many(ids, Change(SET, SET, after, ~Q(**after) | Q(next_follow_up=None)), by=by, now=now)


def snooze(ids: Iterable[int], *, until: datetime, by: User, now: datetime) -> Done:
    """Put the next step off, whatever it is. Raises InvalidData for a moment that is not to come."""
    check_moment(until, now)
    later = Q(next_follow_up=None) | ~Q(next_follow_up=until)
    return change_many(ids, Change(SET, "lead.snoozed", {"next_follow_up": until}, later), by=by, now=now)


def follow_up_done(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Nothing is planned any more."""
    after = {"next_follow_up": None, "follow_up_why": "", "follow_up_note": ""}
    return change_many(ids, Change(SET, DONE, after, Q(next_follow_up__isnull=False)), by=by, now=now)


def an_hour_on(now: datetime) -> datetime:
    return now + HOUR


def their_tomorrow(lead_pk: int, *, by: User, now: datetime) -> datetime:
    """Nine o'clock of the patient's next day. Raises NotThere for a lead that `by` does not see."""
    return tomorrow_morning(now, _zone(lead_pk, by))


def check_moment(at: datetime, now: datetime, *, field: str = "at") -> None:
    """Raises InvalidData for the past, and for further than anybody plans."""
    if not now < at < now + FURTHEST:
        said = _("Choose a time to come, within five years.")
        raise InvalidData(said, fields={field: [said]})


def their_moment(lead_pk: int, text: str, *, by: User) -> datetime:
    """What was typed, 2026-11-23 or 2026-11-23T09:30, on the patient's clock; a day alone is its morning. A time
    with a zone of its own, 09:30+05:00, means that one.

    Raises InvalidData for what is no such time, NotThere for a lead that `by` does not see.
    """
    return moment_written(text, _zone(lead_pk, by))


def _zone(lead_pk: int, by: User) -> ZoneInfo:
    lead = Lead.objects.visible_to(by).filter(pk=lead_pk).prefetch_related("identities").first()
    if lead is None:
        raise NotThere
    return zone_of(lead, lead.identities.all())
