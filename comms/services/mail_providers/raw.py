"""A mail in RFC 5322, as a mailbox would have it: what a provider took apart is put together again."""

import json
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from django.http import HttpRequest

from crm.lib.lines import one_line

_OF_THE_WHOLE = ("content-", "mime-version")  # headers that are made anew
LONGEST_NAME = 200


def as_it_came(request: HttpRequest, message: Message) -> bytes:
    """Its own bytes where the provider sends them; else of its headers, texts and files."""
    return _whole(request) or _put_together(message)


def _whole(request: HttpRequest) -> bytes:
    if request.content_type == "application/json":
        return str(json.loads(request.body).get("RawEmail") or "").encode("utf-8", "replace")
    return str(request.POST.get("body-mime") or "").encode("utf-8", "replace")


def _put_together(message: Message) -> bytes:
    mail = MIMEMultipart("mixed")
    for name, value in message.items():
        if not name.lower().startswith(_OF_THE_WHOLE) and name.isascii() and name.isprintable():
            mail[name] = _header(str(value))
    texts = MIMEMultipart("alternative")
    for kind, text in (("plain", message.text), ("html", message.html)):
        if text:
            texts.attach(MIMEText(text.encode("utf-8", "replace").decode(), kind, "utf-8"))
    mail.attach(texts)
    for part in message.walk():
        if part.get_content_disposition() and not part.is_multipart():
            mail.attach(_file(part))
    return mail.as_bytes()


def _header(value: str) -> str | Header:
    return value if value.isascii() else Header(value, "utf-8")


def _file(part: Message) -> MIMEBase:
    main, _, sub = part.get_content_type().partition("/")
    kept = MIMEBase(main, sub)
    kept.set_payload(part.get_payload(decode=True) or b"")
    encode_base64(kept)
    name = one_line(part.get_filename() or "file")[:LONGEST_NAME]
    kept.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return kept
