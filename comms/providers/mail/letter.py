"""A message as a mail on the wire (RFC 5322): no value can end its line and begin another one (H:X6)."""

import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from comms.providers.base import File, Outgoing, Refused, Trouble
from crm.lib.lines import one_line
from crm.lib.mail import mail_address

LONGEST_SUBJECT, MOST_REFERENCES = 200, 20
MOST_FILES = 20 * 1024 * 1024  # bytes: base64 makes them a third longer, and many servers take 25 MB
# What a caller may set beyond what stands here: RFC 8058, 3834 and where answers go.
MAY_BE_SET = {"List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Reply-To", "Content-Language"}
_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


def composed(message: Outgoing, *, sender: str) -> EmailMessage:
    """Raises Refused for what no mail can hold."""
    try:
        return _composed(message, sender)
    except ValueError:  # a header that cannot be written
        raise Refused(Trouble.CONTENT, code="header") from None


def address_in(sender: str) -> str:
    """reception@example.com of "Tirana Smile <reception@example.com>"."""
    return parseaddr(sender)[1]


def _composed(message: Outgoing, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = _person(parseaddr(sender)[0], address_in(sender))
    mail["To"] = _person(message.to.name, message.to.value)
    mail["Subject"] = one_line(message.subject)[:LONGEST_SUBJECT]
    mail["Date"] = formatdate()
    mail["Message-ID"] = _id(message.message_id)
    _thread(mail, message.reply_to)
    mail.set_content(_storable(message.body))
    if message.html:  # after the text: programs show the last that they know (RFC 2046, 5.1.4)
        mail.add_alternative(_storable(message.html), subtype="html")
    for name, value in message.headers.items():
        _set(mail, name, value)
    for file in message.files:
        _attach(mail, file)
    if sum(len(file.content) for file in message.files) > MOST_FILES:
        raise Refused(Trouble.CONTENT, code="file_too_large")
    return mail


def _storable(text: str) -> str:
    """A lone surrogate has no bytes."""
    return text.encode("utf-8", "replace").decode()


def _person(name: str, address: str) -> Address:
    known = mail_address(address)
    if known is None or not known.isascii():  # servers that take other letters are few (RFC 6531)
        raise Refused(Trouble.ADDRESS, code="address")
    return Address(display_name=one_line(name)[:100], addr_spec=known)


def _thread(mail: EmailMessage, reply_to: tuple[str, ...]) -> None:
    """`reply_to` has the nearest first, References the oldest (RFC 5322, 3.6.4)."""
    known = [one for one in reply_to if _ID.fullmatch(one)][:MOST_REFERENCES]
    if known:
        mail["In-Reply-To"] = known[0]
        mail["References"] = " ".join(reversed(known))


def _set(mail: EmailMessage, name: str, value: str) -> None:
    if name not in MAY_BE_SET or not value.isprintable():
        raise Refused(Trouble.CONTENT, code="header")
    del mail[name]
    mail[name] = value


def _attach(mail: EmailMessage, file: File) -> None:
    main, _, sub = (file.mime if _MIME.fullmatch(file.mime) else "application/octet-stream").partition("/")
    mail.add_attachment(file.content, maintype=main, subtype=sub, filename=one_line(file.name)[:150] or "file")


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise Refused(Trouble.CONTENT, code="message_id")
    return text
