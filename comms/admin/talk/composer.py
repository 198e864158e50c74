"""What somebody may write now, and by which way; where free text is closed, what goes instead (LOOK bw-lock)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from comms.models import Channel, Message
from comms.services.answering import subject_of_answer
from comms.services.later import CHOICES, due_at
from comms.services.lengths import MOST, segments
from comms.services.offering import Offer, offers
from comms.services.ways import OPEN, STOPPED, TEMPLATES, Way
from leads.services.patient_time import zone_of

if TYPE_CHECKING:
    from comms.admin.talk.shown import Talk


@dataclass(frozen=True)
class Later:
    """`here` is the same moment by the reader's clock."""

    code: str
    word: Any
    at: datetime


def composer_of(talk: "Talk", *, token: uuid.UUID) -> dict[str, Any]:
    way = None if talk.is_note else talk.way
    found = _offers(talk, way)
    chosen = _chosen(talk, found)
    body = talk.given.get("body") or _again(talk)
    if chosen and way and way.state == OPEN and not body:
        body = chosen.rendered.body
    return {
        "way": way,
        "is_note": talk.is_note,
        "is_open": way is not None and way.state == OPEN,
        "is_locked": way is not None and way.state in {TEMPLATES, "closed"},
        "is_stopped": way is not None and way.state == STOPPED,
        "offers": found,
        "chosen": chosen,
        "token": talk.given.get("token") or token,
        "body": body,
        "subject": talk.given.get("subject") or _subject(way, chosen),
        "longest": MOST.get(way.channel, 4096) if way else 5000,
        "segments": segments(body) if way and way.channel == Channel.SMS else None,
        "later": _later(talk),
        "wrong": talk.wrong,
        "given": talk.given,
    }


def _again(talk: "Talk") -> str:
    """The words of a message of theirs that the address names, to be written once more."""
    text = talk.request.GET.get("again", "")
    if not text.isdecimal() or len(text) > 18:
        return ""
    rows = Message.objects.visible_to(talk.reader).filter(pk=int(text), is_out=True)
    rows = rows.filter(conversation__lead=talk.lead) if talk.lead else rows.filter(conversation=talk.conversation)
    return rows.values_list("body", flat=True).first() or ""


def _offers(talk: "Talk", way: Way | None) -> list[Offer]:
    if way is None or way.state == STOPPED:
        return []
    return offers(way, talk.lead, language=talk.language, by=talk.reader)


def _chosen(talk: "Talk", found: list[Offer]) -> Offer | None:
    """The template that the address or the refused form names; of a closed window the first that may go."""
    named = talk.given.get("template") or talk.request.GET.get("template", "")
    allowed = [one for one in found if not one.why_not]
    by_name = next((one for one in allowed if str(one.text.pk) == named), None)
    is_closed = talk.way is not None and talk.way.state == TEMPLATES
    return by_name or (next(iter(allowed), None) if is_closed else None)


def _subject(way: Way | None, chosen: Offer | None) -> str:
    if way is None or way.channel != Channel.MAIL:
        return ""
    if chosen:
        return chosen.rendered.subject
    return subject_of_answer(way.conversation) if way.conversation else ""


def _later(talk: "Talk") -> list[Later]:
    """By the patient's clock; whoever waits in triage has the reader's."""
    lead = talk.lead
    zone = zone_of(lead, lead.identities.all()) if lead else timezone.get_current_timezone()
    return [Later(code, word, due_at(code, zone, talk.now)) for code, word in CHOICES.items()]
