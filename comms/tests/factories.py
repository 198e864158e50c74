"""Conversations and messages of a clinic, as tests need them. Numbers are of ranges reserved for fiction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from comms.models import Account, Channel, Conversation, Message, Template, TemplateText
from comms.providers.base import Outgoing, Receipt
from comms.services.windows import closes_at
from leads.models import Lead
from tenants.context import clinic_context
from tenants.models import Clinic

KINDS = {Channel.MAIL: "email"}
PHONE, MAIL = "+447700900142", "sarah@example.com"
OWN = {
    Channel.WHATSAPP: "100000000000001",
    Channel.SMS: "+447700900001",
    Channel.MAIL: "hello@clinic.example",
    Channel.INSTAGRAM: "clinic",
}


def make_account(clinic: Clinic, channel: str = Channel.WHATSAPP, **fields: object) -> Account:
    with clinic_context(clinic):
        known = {"kind": f"test.{channel}", "shown": OWN[channel], **fields}
        return Account.objects.get_or_create(channel=channel, external_id=OWN[channel], defaults=known)[0]


def make_conversation(
    clinic: Clinic,
    lead: Lead | None,
    *,
    channel: str = Channel.WHATSAPP,
    address: str = "",
    wrote: datetime | None = None,
    **fields: object,
) -> Conversation:
    """The talk with a lead who last wrote at `wrote` (an hour ago)."""
    wrote = wrote or timezone.now() - timedelta(hours=1)
    kind = KINDS.get(channel, "phone")
    given = {
        "last_at": wrote, "last_in_at": wrote, "waiting_since": wrote, "window_until": closes_at(channel, wrote),
        "preview": "Good evening", "preview_kind": "text", "unread": 1, **fields,
    }  # fmt: skip
    with clinic_context(clinic):
        return Conversation.objects.create(
            lead=lead,
            account=make_account(clinic, channel),
            channel=channel,
            kind=kind,
            address=address or (MAIL if kind == "email" else PHONE),
            **given,
        )


def make_message(clinic: Clinic, conversation: Conversation, body: str = "Hello", **fields: object) -> Message:
    given = {"is_out": True, "state": Message.State.QUEUED, "at": timezone.now(), **fields}
    with clinic_context(clinic):
        return Message.objects.create(
            conversation=conversation, account_id=conversation.account_id, body=body, **given
        )


def make_template(
    clinic: Clinic,
    *,
    language: str = "en",
    approval: str = "approved",
    body: str = "Hi {first_name}",
    **fields: object,
) -> TemplateText:
    """A WhatsApp template that greets by the first name, in one language."""
    with clinic_context(clinic):
        template = Template.objects.create(
            **{"key": "hello", "title": "Hello", "channel": Channel.WHATSAPP, **fields}
        )
        return TemplateText.objects.create(
            template=template,
            language=language,
            body=body,
            provider_name=template.key,
            provider_language=language,
            places=["first_name"],
            approval=approval,
        )


class Line:
    """A carrier of a test: takes what comes, or does what it was told to, one thing a call."""

    def __init__(self) -> None:
        self.got: list[Outgoing] = []
        self.then: list[Exception | Callable[[Outgoing], Receipt]] = []

    def send(self, message: Outgoing) -> Receipt:
        self.got.append(message)
        told = self.then.pop(0) if self.then else None
        if isinstance(told, Exception):
            raise told
        return told(message) if told else Receipt(f"wamid.{message.reference}")

    @property
    def bodies(self) -> Sequence[str]:
        return [one.body for one in self.got]
