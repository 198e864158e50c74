"""A mail as it came over IMAP, as values of comms.providers.base (INTEGRATIONS 6). Any bytes have an answer."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from comms.providers.base import Incoming, Media, News, Sender
from comms.providers.mail.bounces import bounces_in
from comms.providers.mail.parts import files_in, header, parsed, text_in
from comms.providers.mail.quotes import cut
from crm.lib.mail import mail_address
from crm.lib.shapes import believed

OLDEST = timedelta(days=14)  # before it was fetched: longer no mailbox stands still unseen
LONGEST_ID = 250  # signs of a Message-ID
_ADDRESSES = 20  # whom it was sent to, that we look at
_BULK = {"bulk", "list", "junk", "auto_reply"}
_BY_A_PROGRAM = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe", "Feedback-ID")


def read(raw: bytes, *, account: str, now: datetime) -> tuple[News, ...]:
    """One message, or what became of ours when it is a report of a mail server.

    `now` is when it was fetched, for a mail whose date is none.
    """
    try:
        mail = parsed(raw)
        return tuple(bounces_in(mail, account, _date(mail, now))) or (_incoming(mail, raw, account, now),)
    except RecursionError:  # parts in parts in parts: nobody writes so
        return (Incoming(account, _hash(raw), Sender(), now, kind="unreadable", is_automatic=True),)


def message_id_of(raw: bytes) -> str:
    """What a repeat of the same mail is called, too: its Message-ID, else a hash of its bytes."""
    try:
        return _message_id(parsed(raw), raw)
    except RecursionError:
        return _hash(raw)


def file_of(raw: bytes, place: int) -> Media | None:
    """A file of a mail by its place among them, as `read` counts them; its content is None when it is too much."""
    files = files_in(parsed(raw))
    return files[place] if place < len(files) else None


def _incoming(mail: Message, raw: bytes, account: str, now: datetime) -> Incoming:
    whole = text_in(mail)
    said, quoted = cut(whole)
    sent_to = [address for name in ("To", "Cc", "Delivered-To") for address in addresses(mail, name)]
    return Incoming(
        account,
        _message_id(mail, raw),
        _sender(mail),
        _date(mail, now),
        kind="email",
        body=said,
        subject=header(mail, "Subject")[:500],
        media=files_in(mail),
        reply_to=_answered(mail),
        about={"to": list(dict.fromkeys(sent_to))[:_ADDRESSES], "quoted": quoted},
        is_automatic=is_automatic(mail),
    )


def is_automatic(mail: Message) -> bool:
    """Written by a program: it answers nothing, and nothing answers it (RFC 3834)."""
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    bulk = header(mail, "Precedence").strip().lower() in _BULK
    by_a_program = any(mail.get(name) is not None for name in _BY_A_PROGRAM)
    nobody = str(mail.get("Return-Path", "")).strip() == "<>"
    return submitted not in {"", "no"} or bulk or by_a_program or nobody or _is_a_server(mail)


def _is_a_server(mail: Message) -> bool:
    local = next(iter(addresses(mail, "From")), "").partition("@")[0]
    return local in {"mailer-daemon", "postmaster"}


def _sender(mail: Message) -> Sender:
    """Reply-To first: a form's mail comes from a robot, and names the patient there."""
    written = [pair for name in ("Reply-To", "From") for pair in _pairs(mail, name)]
    for name, address in written:
        if found := mail_address(address):
            said = name or next((one for one, _ in _pairs(mail, "From") if one), "")
            return Sender(email=found, name=said[:200])
    return Sender(name=next((name or address for name, address in written), "")[:200])


def addresses(mail: Message, name: str) -> list[str]:
    """The addresses of a header that one may write to."""
    return [found for _, address in _pairs(mail, name) if (found := mail_address(address))]


def _pairs(mail: Message, name: str) -> list[tuple[str, str]]:
    return getaddresses([header(mail, name)[:5000]])[:_ADDRESSES]


def _answered(mail: Message) -> tuple[str, ...]:
    """Message-IDs that it answers, the nearest first."""
    nearest = header(mail, "In-Reply-To").split()
    older = reversed(header(mail, "References").split())
    named = (_an_id(one) for one in [*nearest, *older])
    return tuple(dict.fromkeys(filter(None, named)))[:_ADDRESSES]


def _message_id(mail: Message, raw: bytes) -> str:
    return _an_id(header(mail, "Message-ID").strip()) or _hash(raw)


def _an_id(text: str) -> str:
    """With its brackets, as it stands in every header."""
    bare = text.strip("<>, \t")
    return f"<{bare}>" if bare and len(bare) <= LONGEST_ID and bare.isprintable() and " " not in bare else ""


def _hash(raw: bytes) -> str:
    return f"<sha256-{hashlib.sha256(raw).hexdigest()}>"


def _date(mail: Message, now: datetime) -> datetime:
    """By their own clock, which may be years behind: then nobody would see that they wrote."""
    try:
        at = parsedate_to_datetime(header(mail, "Date"))
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        return believed(at, now) if at > now - OLDEST else now
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
