"""A conversation, or a lead that nobody has written to yet, as its page shows it."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from comms.admin.inbox.asking import Asked
from comms.admin.inbox.shown import name_of, pill_of
from comms.admin.talk.card import card_of
from comms.admin.talk.choices import snoozes
from comms.admin.talk.composer import composer_of
from comms.models import Conversation
from comms.services.calls import may_ring
from comms.services.snoozing import is_put_off
from comms.services.thread import thread_of
from comms.services.ways import OPEN, Way, way_of, ways_to
from comms.services.writing import WRITE
from leads.models import Lead
from leads.services.many import CHANGE
from leads.timeline import CHANGES
from tenants.staff.models import User

NOTE = "note"


@dataclass
class Talk:
    """`given` is what stood in a composer that was refused, and `wrong` what was said about it, by field."""

    request: HttpRequest
    conversation: Conversation | None
    lead: Lead | None
    now: datetime = field(default_factory=timezone.now)
    given: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, conversation: Conversation, **more: Any) -> "Talk":
        return cls(request, conversation, conversation.lead, **more)

    @property
    def reader(self) -> User:
        return self.request.user

    @property
    def pk(self) -> int | None:
        return self.conversation.pk if self.conversation else None

    @property
    def name(self) -> str:
        return name_of(self.conversation) if self.conversation else self.lead.full_name

    @property
    def language(self) -> str:
        """Theirs: as the conversation shows it, else as the lead has it."""
        spoken = self.conversation.language if self.conversation else ""
        return spoken or (self.lead.language if self.lead else "")

    @property
    def address(self) -> str:
        if self.conversation:
            return reverse("admin:inbox_talk", args=[self.conversation.pk])
        return reverse("admin:comms_message", args=[self.lead.pk])

    @property
    def here(self) -> str:
        """This page again, beside the list as it is."""
        return f"{self.address}{Asked(self.request).query()}"

    @property
    def number(self) -> str:
        """Where they are called; empty when nobody knows."""
        if self.conversation and self.conversation.kind == Conversation.Kind.PHONE:
            return self.conversation.address
        contacts = self.lead.identities.all() if self.lead else []
        return next((one.value for one in contacts if one.kind == "phone" and one.is_valid), "")

    @property
    def number_key(self) -> int | None:
        """Of the contact that the number is; None for one that is no contact of theirs (any more)."""
        contacts = self.lead.identities.all() if self.lead else []
        return next((one.pk for one in contacts if one.value == self.number and one.is_valid), None)

    @cached_property
    def ways(self) -> list[Way]:
        return ways_to(self.lead, self.conversation, now=self.now)

    @property
    def asked_way(self) -> str:
        return self.given.get("way") or self.request.GET.get("way", "")

    @cached_property
    def way(self) -> Way | None:
        """The one that was chosen, else the conversation's own, else the first that is open."""
        own = f"c{self.pk}"
        chosen = way_of(self.ways, self.asked_way) or way_of(self.ways, own)
        return chosen or next((way for way in self.ways if way.state == "open"), next(iter(self.ways), None))

    @property
    def is_note(self) -> bool:
        """Who waits in triage has no place for notes yet."""
        return self.lead is not None and (self.asked_way == NOTE or self.way is None)


def with_lead(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With what the page shows of account and lead."""
    lead = ("stage", "treatment", "assigned_to", "heat")
    return rows.select_related("account", *(f"lead__{one}" for one in lead)).prefetch_related("lead__identities")


def talk_context(talk: Talk) -> dict[str, Any]:
    """What the template names. A fixed number of questions, whatever was said."""
    before = _moment(talk.request.GET.get("before", ""))
    timeline = thread_of(talk.conversation, talk.lead, talk.reader, before=before)
    is_said = talk.request.GET.get("said") == "1"
    may_write = talk.reader.has_perm(WRITE)
    context = {
        "talk": talk,
        "conversation": talk.conversation,
        "lead": talk.lead,
        "moments": [one for one in reversed(timeline.moments) if not is_said or one.kind != CHANGES],
        "is_said": is_said,
        "older": timeline.older,
        "before": before,
        "may_write": may_write,
        "pill": pill_of(talk.conversation, talk.now) if talk.conversation else None,
        "is_snoozed": bool(talk.conversation) and is_put_off(talk.conversation, talk.now),
        "card": card_of(talk),
        "call_to": talk.number,
        "call_by": talk.number_key,
        "may_ring": talk.number_key is not None and talk.reader.has_perm(CHANGE) and may_ring(talk.reader),
        "other_ways": [way for way in talk.ways if way.state == OPEN],
        "snoozes": snoozes(talk.now),
        "now": talk.now,
    }
    return {**context, **composer_of(talk, token=uuid.uuid4())} if may_write else context


def _moment(text: str) -> datetime | None:
    try:
        when = parse_datetime(text)
        return when.astimezone(UTC) if when and when.tzinfo else None
    except (ValueError, OverflowError):
        return None
