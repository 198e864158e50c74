"""A mail as bytes on the wire (RFC 5322): no field can end its line and begin another one (H:X6)."""

import email.policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from tenants.notices.mailkinds import Mail

LONGEST_SUBJECT = 200


def composed(mail: Mail, *, sender: str) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = one_line(mail.subject)[:LONGEST_SUBJECT]
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=address_in(sender).rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"  # no holiday answers to us (RFC 3834)
    message.set_content(_storable(mail.text))
    if mail.html:
        message.add_alternative(_storable(mail.html), subtype="html")
    message["Content-Language"] = one_line(mail.language)  # the body would take it along
    return message


def address_in(sender: str) -> str:
    """no-reply@example.com of "Bridgework <no-reply@example.com>"."""
    return parseaddr(sender)[1]


def one_line(text: str) -> str:
    """Without line ends and other signs that are not seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
