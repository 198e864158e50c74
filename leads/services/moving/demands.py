"""What a stage asks of whoever moves a lead there, by what it means (F:0.2)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead, LossReason, Stage
from leads.models.stage import Semantic
from leads.services.moving.given import Given
from tenants.settings.models.clinic_settings import Currency

HIGHEST_AMOUNT = 10**12  # minor units
LONGEST_NOTE = 200
Wrong = dict[str, list[str]]


def demand(stage: Stage, given: Given, rows: Sequence[Lead], *, by_hand: bool, now: datetime) -> None:
    """Raises InvalidData by field when `rows` may not go to `stage` like this.

    Whoever stands in a stage of the same meaning already was asked then. `rows` come with their stages.
    """
    coming = [row for row in rows if row.stage.semantic != stage.semantic]
    if not coming:
        return
    if by_hand and stage.semantic == Semantic.REPLIED:
        sentence = _("A lead comes here by itself, when they write back. Choose another stage.")
        raise InvalidData(sentence, fields={"stage": [sentence]})
    if wrong := wrong_in(stage.semantic, given, now, coming):
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def wrong_in(meaning: str, given: Given, now: datetime, rows: Sequence[Lead] = ()) -> Wrong:
    """By field what a stage of that meaning would refuse of `given`."""
    ask = _ASKED.get(meaning)
    return ask(given, rows, now) if ask else {}


def _lost(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    wrong: Wrong = {}
    if given.lost_reason not in LossReason.values:
        wrong["lost_reason"] = [_("Choose why this lead is lost.")]
    if len(given.lost_note) > LONGEST_NOTE:
        wrong["lost_note"] = [_("At most %(most)d letters.") % {"most": LONGEST_NOTE}]
    return wrong


def _closed(given: Given, rows: Sequence[Lead], now: datetime) -> Wrong:
    return {"is_won": [_("Say whether it was won or lost.")]} if given.is_won is None else {}


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
