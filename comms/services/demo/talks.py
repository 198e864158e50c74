"""Conversations of a demo clinic while they are made up: grown in memory, written at once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from comms.models import Account, Attempt, Channel, Conversation, Message
from comms.services.demo.templates import Openers
from comms.services.showing import PREVIEW
from comms.services.templates.rendering import Rendered
from comms.services.windows import closes_at
from comms.services.writing import message_id
from leads.models import Identity, Lead
from leads.models.stage import DONE

KINDS = {Channel.WHATSAPP: "phone", Channel.SMS: "phone", Channel.MAIL: "email"}
PREFIX = {Channel.WHATSAPP: "wamid.demo", Channel.SMS: "SM"}
IS_READ, TIDIED, RESTS = 0.75, 0.8, timedelta(days=5)
State = Message.State


def address_of(lead: Lead, channel: str) -> str:
    """Where they are written to by it; empty when nobody knows. Asks nothing of prefetched contacts."""
    contacts: Sequence[Identity] = lead.identities.all()
    return next((one.value for one in contacts if one.kind == KINDS[channel] and one.is_valid), "")


@dataclass
class Talk:
    conversation: Conversation
    lead: Lead
    messages: list[Message] = field(default_factory=list)

    def theirs(self, at: datetime, body: str, *, subject: str = "") -> None:
        for one in self.messages:
            if one.is_out and one.state == State.DELIVERED:
                one.state, one.read_at = State.READ, at - timedelta(minutes=1)
        self._add(
            at, body, subject=subject, is_out=False, state=State.RECEIVED, provider_id=f"in{uuid.uuid4().hex}"
        )

    def ours(self, at: datetime, body: str, *, subject: str = "", opener: Rendered | None = None) -> None:
        """By the owner. A mail is accepted; whether others are read, their answer tells."""
        is_mail = self.conversation.channel == Channel.MAIL
        reference = uuid.uuid4()
        given = message_id(self.conversation, reference) or f"{PREFIX[self.conversation.channel]}{reference.hex}"
        template = {"template": opener.text.template, "template_call": dict(opener.call)} if opener else {}
        self._add(
            at, body, subject=subject, is_out=True, reference=reference, provider_id=given,
            state=State.ACCEPTED if is_mail else State.DELIVERED, author=self.lead.assigned_to, due_at=at,
            accepted_at=at, delivered_at=None if is_mail else at + timedelta(seconds=4), **template,
        )  # fmt: skip

    def _add(self, at: datetime, body: str, **columns: object) -> None:
        account = self.conversation.account
        one = Message(conversation=self.conversation, account=account, body=body, at=at, **columns)
        self.messages.append(one)

    def settle(self, draw: Random, now: datetime) -> Conversation:
        """What the inbox sorts by; most of what rests is done."""
        said, row = sorted(self.messages, key=lambda one: one.at), self.conversation
        last = said[-1]
        row.last_at, row.preview_out, row.preview_kind = last.at, last.is_out, last.kind
        row.preview = " ".join(last.body.split())[:PREVIEW]
        row.last_in_at = max((one.at for one in said if not one.is_out), default=None)
        row.last_out_at = max((one.at for one in said if one.is_out), default=None)
        row.window_until = closes_at(row.channel, row.last_in_at)
        is_over = self.lead.archived_at or self.lead.stage.semantic in DONE
        luck = draw.random()
        if is_over or (now - last.at > RESTS and luck < TIDIED):
            row.done_at = min(last.at + timedelta(hours=2), now)
        if last.state == State.DELIVERED and row.channel == Channel.WHATSAPP and luck < IS_READ:
            last.state, last.read_at = State.READ, min(last.at + timedelta(minutes=9), now)
        return row


class Talks:
    """By lead and channel. `openers` say what goes where free text is closed."""

    def __init__(self, accounts: Mapping[str, Account], openers: Openers):
        self.openers = openers
        self._accounts = accounts
        self._known: dict[tuple[int, str], Talk] = {}

    def of(self, lead: Lead, channel: str) -> Talk | None:
        """None for somebody whom it does not reach."""
        address = address_of(lead, channel)
        if (lead.pk, channel) not in self._known and address:
            about = {"language": lead.language, "name": lead.full_name if channel == Channel.WHATSAPP else ""}
            row = Conversation(
                lead=lead, account=self._accounts[channel], channel=channel, kind=KINDS[channel], address=address,
                **about,
            )  # fmt: skip
            self._known[lead.pk, channel] = Talk(row, lead)
        return self._known.get((lead.pk, channel)) if address else None

    def write(self, draw: Random, now: datetime) -> None:
        """Three statements for each thousand. Each of ours has the attempt that brought it out."""
        talks = [one for one in self._known.values() if one.messages]
        Conversation.objects.bulk_create([one.settle(draw, now) for one in talks], batch_size=1000)
        said = sorted((one for talk in talks for one in talk.messages), key=lambda one: one.at)
        Message.objects.bulk_create(said, batch_size=1000)
        tries = [
            Attempt(
                message=one, number=1, outcome=Attempt.Outcome.ACCEPTED, provider_id=one.provider_id, at=one.at
            )
            for one in said
            if one.is_out
        ]  # fmt: skip
        Attempt.objects.bulk_create(tries, batch_size=1000)
