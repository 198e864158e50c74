"""Told once, from `apps.ready()`: the kinds of keys, who carries with them, and what storing them leads to."""

from functools import partial

from comms.carriers import carries
from comms.connections import opening
from comms.connections.kinds import register_kinds
from comms.connections.mail_providers import register_mail_providers
from comms.models import Channel
from comms.services.arriving.mail import MOST
from comms.services.connecting import drop, keep_mail, keep_mailbox, keep_twilio, keep_whatsapp
from tenants.desk.large_bodies import takes
from tenants.settings.kinds import follow


def register_connections() -> None:
    register_kinds()
    register_mail_providers()
    takes("/api/v1/webhooks/mail/", lambda: MOST)
    carries(Channel.WHATSAPP, "whatsapp", opening.by_account(opening.whatsapp))
    carries(Channel.SMS, "twilio", opening.by_account(opening.twilio))
    carries(Channel.MAIL, "smtp", opening.by_account(opening.clinic_mail))
    for kind, keep in (
        ("whatsapp", keep_whatsapp),
        ("twilio", keep_twilio),
        ("smtp", keep_mail),
        ("imap", keep_mailbox),
    ):
        follow(kind, stored=keep, removed=partial(drop, kind))
