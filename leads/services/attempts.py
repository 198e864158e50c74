"""An attempt to reach a lead, by how it ended (F:L14, L24, F 2b): noted once, and the next step set."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import ContactAttempt, Disposition, Identity, Lead, LossReason, Note
from leads.services.attempt_steps import Planned, plan, take
from leads.services.consent.person import hold_to_stop
from leads.services.contact import contacted
from leads.services.dispositions import DAY, MOMENT, NEXT, NOTHING, REASON, TEXTS
from leads.services.follow_ups import check_moment
from leads.services.holding import hold_behind, hold_reached
from leads.services.matching import lock_people
from leads.services.notes import write_note
from leads.services.owners import lock_owners
from leads.services.rules import lead_rules
from leads.services.sharing.deciding import Deciding
from leads.services.sharing.passing_on import begin_passing_on, pass_on
from tenants.audit.services.record import record
from tenants.staff.models import User

TWICE = timedelta(seconds=30)  # the same result again within it is one: a button pressed twice
Channel = ContactAttempt.Channel
NOTE_KINDS = {Channel.MAIL: Note.Kind.MAIL, Channel.WHATSAPP: Note.Kind.WHATSAPP, Channel.CALL: Note.Kind.CALL}


@dataclass(frozen=True)
class Said:
    """What was asked beside the result: when to go on (aware), why not, in their words; which number was wrong."""

    at: datetime | None = None
    reason: str = ""
    note: str = ""
    identity: int | None = None


def _is_same(known: ContactAttempt, said: Said) -> bool:
    """Whether it tells nothing that the known one did not: a button pressed twice."""
    wrong = Identity.objects.filter(pk=said.identity, is_valid=True) if said.identity else Identity.objects.none()
    told = known.note.body if known.note else ""
    return said.at in (None, known.follow_up_at) and said.note.strip() == told and not wrong.exists()


@transaction.atomic
def log_attempt(
    lead_pk: int, *, channel: str, disposition: str, said: Said = Said(), by: User, now: datetime
) -> ContactAttempt:
    """Note it and do what follows: stage, follow-up, a wrong number, a stop (F 2b).

    The same by the same person within TWICE is the one that is there. Raises NotThere, NotAllowed, and
    InvalidData by field for what the result asks and was not said.
    """
    sharing, lead, by = hold_behind(lead_pk, partial(_hold_ahead, lead_pk, disposition, now), by=by)
    _check(channel, disposition, said, now)
    again = lead.contact_attempts.filter(by=by, channel=channel, disposition=disposition, at__gt=now - TWICE)
    if (known := again.first()) is not None and _is_same(known, said):
        return known
    attempt = ContactAttempt(
        lead=lead, enquiry=lead.enquiry, channel=channel, disposition=disposition, at=now, by=by,
        counted=counts(channel, disposition),
    )  # fmt: skip
    planned = plan(lead, attempt, said.at, now)
    attempt.follow_up_at = planned.at
    attempt.note = _note(lead, channel, said.note, by, now)
    attempt.save()
    take(lead, attempt, planned, reason=said.reason, identity=said.identity, by=by, now=now)
    if disposition != Disposition.WRONG_NUMBER:  # whoever answered, it was not them: they wait on
        contacted([lead.pk], by=by, at=now)
    if disposition == Disposition.WRONG_LANGUAGE:
        pass_on(lead.pk, sharing, by=by, now=now)
    _tell(lead, attempt, planned)
    return attempt


def _hold_ahead(lead_pk: int, disposition: str, now: datetime, owners: Collection[int | None]) -> Deciding | None:
    """Whom the result concerns: colleagues, and whoever hears of an address that is stopped or turns out wrong."""
    if disposition == Disposition.DO_NOT_CONTACT:
        return hold_to_stop(lead_pk)
    if disposition == Disposition.WRONG_NUMBER:
        lock_people(Identity.objects.filter(lead=lead_pk, is_valid=True))
    sharing = begin_passing_on(owners, now=now) if disposition == Disposition.WRONG_LANGUAGE else None
    if sharing is None:
        lock_owners(owners)
    if disposition == Disposition.WRONG_NUMBER:
        hold_reached([lead_pk])
    return sharing


def _check(channel: str, disposition: str, said: Said, now: datetime) -> None:
    gone, wrong = _("This does not exist."), {}
    if channel not in Channel.values:
        wrong["channel"] = [gone]
    if disposition not in NEXT:
        wrong["disposition"] = [gone]
    asks = NEXT[disposition].asks if disposition in NEXT else NOTHING
    if asks in {MOMENT, DAY} and said.at is None:
        wrong["at"] = [_("Say when.")]
    if asks == REASON and said.reason not in LossReason.values:
        wrong["reason"] = [_("Choose why.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    if said.at is not None:
        check_moment(said.at, now)


def counts(channel: str, disposition: str) -> bool:
    """Whether it is an attempt on the way to giving up."""
    if _is_text(channel, disposition):
        return lead_rules().texts_count and not NEXT[disposition].reached
    return NEXT[disposition].counts


def is_an_attempt(attempt: ContactAttempt) -> bool:
    """Whoever was reached was tried too; a message alone is no attempt unless the clinic says so (F:L14, F 2b)."""
    return lead_rules().texts_count or not _is_text(attempt.channel, attempt.disposition)


def _is_text(channel: str, disposition: str) -> bool:
    return disposition == Disposition.SENT or channel in TEXTS


def _note(lead: Lead, channel: str, text: str, by: User, now: datetime) -> Note | None:
    if not text.strip():
        return None
    return write_note(lead, body=text, kind=NOTE_KINDS.get(channel, Note.Kind.NOTE), by=by, now=now)


def _tell(lead: Lead, attempt: ContactAttempt, planned: Planned) -> None:
    """The lead's own columns, whatever its new stage plans by itself, and one line in the trail for all of it."""
    after = {"next_follow_up": planned.at, "follow_up_why": planned.why, "follow_up_note": ""}
    if not planned.is_new:
        after = {}
    if is_an_attempt(attempt):
        after["call_attempts"] = min(lead.call_attempts + 1, 32767)
    changes = {name: (getattr(lead, name), value) for name, value in after.items() if getattr(lead, name) != value}
    Lead.objects.filter(pk=lead.pk).update(**after, updated_at=attempt.at)
    record("lead.tried", lead, changes=changes)
