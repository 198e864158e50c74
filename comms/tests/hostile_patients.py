"""Patients whose every word wants to be more than text, by every way in that the clinic has (H:X1)."""

from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from time import time
from typing import Any

from comms.providers.simulator.graph_hooks import _of, say
from comms.providers.simulator.mailboxes import box_of
from comms.providers.simulator.speaking import speak
from crm.testing.acting import ACTING, in_lines

EACH = 50  # texts in one long message
LONG = list(in_lines(ACTING, EACH))
NAMES, TITLES, FILES = ACTING[::10], ACTING[5:300:50], ACTING[7:300:50]
PLACES, CARDS, ADS = ACTING[3:300:50], ACTING[9:300:50], ACTING[1:300:50]
SUBJECTS, SENDERS, MAIL_FILES = ACTING[2:300:50], ACTING[11:300:50], ACTING[6:300:50]
HOUR = 3600


def by_whatsapp(simulator: Any, line: Any, phone: str) -> None:
    """One whom the clinic knows sends every kind of message; strangers are called what they should not be."""
    number = phone[1:]
    known = [{"from": number, **_message(place, about)} for place, about in enumerate(_kinds())]
    strangers = [f"4477009{place:05d}" for place in range(len(NAMES))]
    names = {number: "Sarah", **dict(zip(strangers, NAMES, strict=True))}
    asks = [
        {"from": one, **_message(1000 + place, {"type": "text", "text": {"body": names[one]}})}
        for place, one in enumerate(strangers)
    ]
    contacts = [{"wa_id": wa_id, "profile": {"name": name}} for wa_id, name in names.items()]
    say(simulator.world, line, "messages", {**_of(line), "contacts": contacts, "messages": [*known, *asks]})


def _message(place: int, about: Mapping[str, Any]) -> dict[str, Any]:
    """One a second, an hour ago."""
    return {"id": f"wamid.{place:032d}", "timestamp": str(int(time()) - HOUR + place), **about}


def _kinds() -> list[dict[str, Any]]:
    ads = [{"headline": text, "body": text, "source_id": "1", "source_type": "ad"} for text in ADS]
    return [
        *({"type": "text", "text": {"body": text}} for text in LONG),
        *({"type": "text", "text": {"body": "Hello"}, "referral": ad} for ad in ads),
        *(_document(caption, name) for caption, name in zip(LONG, FILES, strict=False)),
        *({"type": "location", "location": {"name": text, "latitude": 1, "longitude": 2}} for text in PLACES),
        *({"type": "contacts", "contacts": [{"name": {"formatted_name": text}}]} for text in CARDS),
        *({"type": "button", "button": {"text": text, "payload": text}} for text in TITLES),
        *({"type": "interactive", "interactive": _choice(text)} for text in TITLES),
    ]


def _document(caption: str, name: str) -> dict[str, Any]:
    about = {"id": "1", "mime_type": "application/pdf", "filename": name, "caption": caption}
    return {"type": "document", "document": about}


def _choice(text: str) -> dict[str, Any]:
    return {"type": "list_reply", "list_reply": {"id": text, "title": text, "description": text}}


def by_sms(simulator: Any, line: Any, patient: Any) -> None:
    for text in LONG:
        speak(simulator.world, line, patient, "sms", text)


def by_mail(simulator: Any, line: Any, email: str) -> None:
    """Texts, and the same as HTML: once as it acts, once as somebody who writes about it."""
    box = box_of(simulator.world, line.mailbox)
    for place, (subject, text, name) in enumerate(zip(SUBJECTS, LONG, MAIL_FILES, strict=False)):
        box.add(_mail(Address("Sarah", addr_spec=email), line, place, subject, text, name))
    for place, name in enumerate(SENDERS):
        who = Address(name, addr_spec=f"somebody{place}@example.com")
        box.add(_mail(who, line, 100 + place, "Hello", "Hello", "x.pdf"))
    acting = f"<html><body><p>How it begins</p>{''.join(ACTING)}</body></html>"
    box.add(_mail(Address("Sarah", addr_spec=email), line, 200, "HTML", acting, "x.pdf", subtype="html"))


def _mail(who: Address, line: Any, place: int, subject: str, text: str, name: str, subtype: str = "plain") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = who, line.mailbox, subject
    mail["Message-ID"], mail["Date"] = f"<{place}@example.com>", formatdate()
    mail.set_content(text, subtype=subtype)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def by_website(post: Any, phone: str, email: str) -> Sequence[Any]:
    fields = {"first_name": "Sarah", "last_name": "Whitcombe", "phone": phone, "email": email}
    return [post(message=text, treatment_interest=ACTING[place], **fields) for place, text in enumerate(LONG)]
