"""What a stage asks of whoever moves a lead there, by what it means (F:0.2)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead, LossReason, Stage
from leads.models.stage import DONE, Semantic
from leads.services.follow_ups import check_moment
from leads.services.moving.given import Given
from tenants.settings.models.clinic_settings import Currency

HIGHEST_AMOUNT = 10**12  # minor units
LONGEST_NOTE = 200
Wrong = dict[str, list[str]]
PLANNED = "follow_up_at"
NOT_WON = ("lost_reason", "lost_note")  # of what was won nobody says these
# By what a stage means, what it takes along; of these `_ASKED` says which it cannot do without.
TAKEN = {
    Semantic.CLOSED: ("is_won", *NOT_WON),
    Semantic.LOST: NOT_WON,
    Semantic.CALLBACK: (PLANNED,),
    Semantic.ACCEPTED: ("amount", "currency"),
}


def taken_by(meaning: str) -> set[str]:
    """The names of Given that mean something on the way there: when to look again wherever it goes on."""
    return {*TAKEN.get(meaning, ()), *(() if meaning in DONE else (PLANNED,))}


def refuse_unasked(given: Given, asked: Collection[str]) -> None:
    """Raises InvalidData by field for what was said and would come to nothing."""
    sentence = _("The stage does not ask for it. Choose a stage that does, or leave it out.")
    if strange := [name for name in given.said() if name not in asked]:
        raise InvalidData(sentence, fields={name: [sentence] for name in strange})


def demand(stage: Stage, given: Given, rows: Sequence[Lead], *, by_hand: bool, now: datetime) -> None:
    """Raises InvalidData by field when `rows` may not go to `stage` like this, and for what it does not ask.

    Whoever stands in a stage of the same meaning already was asked then, and may say it anew. `rows` come with
    their stages.
    """
    refuse_unasked(given, taken_by(stage.semantic))
    coming = [row for row in rows if row.stage.semantic != stage.semantic]
    if coming and by_hand and stage.semantic == Semantic.REPLIED:
        _refuse_by_hand()
    asked = rows if given.only(TAKEN.get(stage.semantic, ())).said() else coming
    if asked and (wrong := wrong_in(stage.semantic, given, now, asked)):
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    if rows and given.follow_up_at is not None:
        check_moment(given.follow_up_at, now, field=PLANNED)


def demand_of_many(stage: Stage, given: Given, leads: QuerySet[Lead], *, now: datetime) -> None:
    """What `demand` would refuse whichever of `leads` it met, in one question. Raises InvalidData by field."""
    if not leads.exclude(stage__semantic=stage.semantic).exists():
        return
    if stage.semantic == Semantic.REPLIED:
        _refuse_by_hand()
    if wrong := wrong_in(stage.semantic, given, now):
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    if given.follow_up_at is not None:
        check_moment(given.follow_up_at, now, field=PLANNED)


def _refuse_by_hand() -> None:
    sentence = _("A lead comes here by itself, when they write back. Choose another stage.")
    raise InvalidData(sentence, fields={"stage": [sentence]})


def wrong_in(meaning: str, given: Given, now: datetime, rows: Sequence[Lead] = ()) -> Wrong:
    """By field what a stage of that meaning would refuse of `given`."""
    ask = _ASKED.get(meaning)
    return ask(given, rows, now) if ask else {}


def _lost(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    return _reason(given, may_lack=False)


def _closed(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    if given.is_won:
        return {name: [_("Leave this empty where it was won.")] for name in NOT_WON if getattr(given, name)}
    wrong = {"is_won": [_("Say whether it was won or lost.")]} if given.is_won is None else {}
    return wrong | _reason(given, may_lack=True)


def _reason(given: Given, *, may_lack: bool) -> Wrong:
    wrong: Wrong = {}
    if given.lost_reason not in LossReason.values and (given.lost_reason or not may_lack):
        wrong["lost_reason"] = [_("Choose why this lead is lost.")]
    if len(given.lost_note) > LONGEST_NOTE:
        wrong["lost_note"] = [_("At most %(most)d letters.") % {"most": LONGEST_NOTE}]
    return wrong


def _callback(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    if given.follow_up_at is not None:
        is_ahead = given.follow_up_at > now
    else:
        is_ahead = all(row.next_follow_up is not None and row.next_follow_up > now for row in rows)
    return {} if is_ahead else {"follow_up_at": [_("Say when to call back, in the future.")]}


def _accepted(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    wrong: Wrong = {}
    if given.amount is None or not 0 <= given.amount <= HIGHEST_AMOUNT:
        wrong["amount"] = [_("Enter the amount that they accepted.")]
    if given.currency and given.currency not in Currency.values:
        wrong["currency"] = [_("This does not exist.")]
    return wrong


_ASKED: Mapping[str, Callable[[Given, Sequence[Lead], datetime], Wrong]] = {
    Semantic.LOST: _lost,
    Semantic.CLOSED: _closed,
    Semantic.CALLBACK: _callback,
    Semantic.ACCEPTED: _accepted,
}
