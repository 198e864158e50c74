"""Requests as mail providers send them: after anymail's documentation, signed as the provider signs."""

import hashlib
import hmac
import json
import secrets
from base64 import b64encode
from datetime import datetime

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

KEY, USER, PASSWORD = "key-of-the-clinic", "bridgework", "long-and-of-ours-alone"
HEADERS = [
    ["From", "Gëzim Çoçoli <gezim@example.com>"], ["To", "hello@clinic.example"],
    ["Subject", "Sa kushton një implant?"], ["Message-Id", "<m-1@example.com>"],
    ["Date", "Fri, 20 Nov 2026 10:00:00 +0100"], ["In-Reply-To", "<msg-1@clinic.example>"],
]  # fmt: skip
JSON, FORM = "application/json", MULTIPART_CONTENT


def signature(key: str = KEY, *, at: datetime | None = None, token: str = "") -> dict[str, str]:
    token, stamp = token or secrets.token_hex(25), str(int((at or timezone.now()).timestamp()))
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signed}


def mailgun_mail(signed: dict[str, str], *files: object, text: str = "Mirëdita", **more: str) -> bytes:
    """A route's forward, taken apart by Mailgun."""
    said = {"sender": "gezim@example.com", "recipient": "hello@clinic.example", "body-plain": text, **more}
    named = {f"attachment-{place}": file for place, file in enumerate(files, 1)}
    about = {"message-headers": json.dumps(HEADERS), "attachment-count": str(len(files))}
    return encode_multipart(BOUNDARY, said | about | named | signed)


def mailgun_news(signed: dict[str, str], event: str, **more: object) -> bytes:
    about = {"event": event, "recipient": "Sarah@Example.com", "timestamp": 1795168800.5, **more}
    return json.dumps({"signature": signed, "event-data": about}).encode()


def postmark_mail(**more: object) -> bytes:
    return json.dumps(
        {
            "FromFull": {"Email": "gezim@example.com", "Name": "Gëzim Çoçoli"},
            "ToFull": [{"Email": "hello@clinic.example", "Name": ""}],
            "Subject": "Sa kushton një implant?",
            "Date": "Fri, 20 Nov 2026 10:00:00 +0100",
            "MessageID": "pm-1",
            "TextBody": "Mirëdita",
            "Headers": [{"Name": "Message-ID", "Value": "<m-1@example.com>"}],
            "Attachments": [
                {"Name": "skanim.pdf", "ContentType": "application/pdf", "Content": b64encode(b"%PDF-1").decode()}
            ],
            **more,
        }
    ).encode()


def postmark_news(kind: str, **more: object) -> bytes:
    known = {"RecordType": kind, "MessageID": "pm-2", "Recipient": "sarah@example.com", "Metadata": {}}
    return json.dumps(known | more).encode()


def basic(user: str = USER, password: str = PASSWORD) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
