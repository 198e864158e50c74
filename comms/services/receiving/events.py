"""An event that a provider told, read and applied: all that it says, in one transaction (HOUSE 7, H:W3)."""

from datetime import datetime

from comms.models import Channel
from comms.providers.base import (
    AccountNews,
    AddressChange,
    CallNews,
    Echo,
    Incoming,
    News,
    Preference,
    Status,
    TemplateNews,
)
from comms.providers.mail import reading as mail_reading
from comms.providers.twilio import reading as twilio_reading
from comms.providers.whatsapp import reading as whatsapp_reading
from comms.services import standing
from comms.services.arriving.mail import CONTENT_TYPE
from comms.services.calls import heard
from comms.services.mail_providers.known import KNOWN
from comms.services.mail_providers.reading import mail_in, news_in
from comms.services.receiving.changes import move
from comms.services.receiving.echoes import wrote_by_telephone
from comms.services.receiving.incoming import Letter, receive
from comms.services.receiving.statuses import tell
from comms.services.receiving.stopping import preferred
from comms.services.templates.syncing import hear
from crm.lib.parts import event_id
from tenants.inbound.models import WebhookEvent
from tenants.inbound.readers import reads
from tenants.inbound.services.keeping import Came, keep

WHATSAPP, TWILIO, MAIL = "whatsapp", "twilio", "mail"
ACCOUNT = "account"  # in `about` of a mail's event: the mailbox that it was fetched from


def register_readers() -> None:
    reads(WHATSAPP, read_whatsapp)
    reads(TWILIO, read_twilio)
    reads(MAIL, read_mail)
    for provider in KNOWN:
        reads(provider, read_mail_provider)


def read_whatsapp(event: WebhookEvent, now: datetime) -> None:
    for news in whatsapp_reading.read(bytes(event.body), now=event.received_at):
        apply(news, Channel.WHATSAPP, event, "application/json", now=now)


def read_twilio(event: WebhookEvent, now: datetime) -> None:
    query = event.about.get("query", "")
    for news in twilio_reading.read(bytes(event.body), now=event.received_at, query=query):
        apply(news, Channel.SMS, event, "application/x-www-form-urlencoded", now=now)


def read_mail(event: WebhookEvent, now: datetime) -> None:
    account = event.about.get(ACCOUNT, "")
    for news in mail_reading.read(bytes(event.body), account=account, now=event.received_at):
        apply(news, Channel.MAIL, event, "message/rfc822", now=now)


def read_mail_provider(event: WebhookEvent, now: datetime) -> None:
    """A mail to us becomes the same event as one out of a mailbox: what comes by both ways is one."""
    told = (event.provider, bytes(event.body), event.about.get(CONTENT_TYPE, ""))
    raw = mail_in(*told)
    if raw is not None:
        name = event_id(MAIL, mail_reading.message_id_of(raw))
        keep([Came(MAIL, name, raw, {ACCOUNT: ""})], now=event.received_at)
        return
    for news in news_in(*told, now=event.received_at):
        apply(news, Channel.MAIL, event, told[2], now=now)


def apply(news: News, channel: str, event: WebhookEvent, content_type: str, *, now: datetime) -> None:
    """One thing that was told. Safe to repeat."""
    match news:
        case Incoming():
            receive(Letter(news, channel, event.pk, bytes(event.body), content_type), now=now)
        case Echo():
            wrote_by_telephone(Letter(news.said, channel, event.pk, bytes(event.body), content_type), now=now)
        case Status():
            tell(news, channel, now=now)
        case Preference():
            preferred(news, channel, now=now)
        case TemplateNews():
            hear(news)
        case AccountNews():
            standing.hear(news, channel, now=now)
        case AddressChange():
            move(news, channel, now=now)
        case CallNews():
            heard(news, event, now=now)
