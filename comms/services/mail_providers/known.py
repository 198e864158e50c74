"""The providers that we hear: each can be checked with a secret of the clinic's alone, without asking anybody.

Mailgun signs (documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks), Postmark names a user
and a password (postmarkapp.com/developer/webhooks/webhooks-overview); read in anymail 15.2 on 2026-11-22.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from django.http import HttpRequest

from crm.lib.parts import hash_of

MAILGUN, POSTMARK = "mailgun", "postmark"
# Mailgun tries for eight hours. What it signed does not hold for ever: others may have seen an old signature.
SIGNED_FOR = timedelta(hours=12)
Values = Mapping[str, str]


@dataclass(frozen=True)
class MailProvider:
    """`secret`: of the clinic's credentials, what anymail's view is made with; empty where one is missing.
    `is_signed`: whether a request brings anything to be checked. `event`: what a repeat is called, too, and when it
    was signed, where that is said. `tells_status`: whether it is about a mail of ours, not a mail to us."""

    inbound: type
    tracking: type
    secret: Callable[[Values], dict[str, str]]
    is_signed: Callable[[HttpRequest], bool]
    event: Callable[[HttpRequest], tuple[str, datetime | None]]
    tells_status: Callable[[HttpRequest], bool]


def _mailgun_secret(values: Values) -> dict[str, str]:
    key = values.get("signing_key", "")
    return {"webhook_signing_key": key, "webhook_secret": ""} if key else {}


def _mailgun_event(request: HttpRequest) -> tuple[str, datetime | None]:
    """Its token, which is signed: with another body it is still the same event."""
    told = _json(request)["signature"] if _is_json(request) else request.POST
    return str(told["token"]), datetime.fromtimestamp(int(told["timestamp"]), tz=UTC)


def _postmark_secret(values: Values) -> dict[str, str]:
    user, password = values.get("user", ""), values.get("password", "")
    return {"webhook_secret": f"{user}:{password}"} if user and password else {}


def _postmark_event(request: HttpRequest) -> tuple[str, datetime | None]:
    """Bounces have a number, mails an id; of anything else the same bytes are the same event."""
    told = _json(request)
    kind, number = told.get("RecordType", "Inbound"), told.get("ID")
    name = number or (told.get("MessageID") if kind == "Inbound" else "")
    return f"{kind}:{name or hash_of(request.body)}", None


def _json(request: HttpRequest) -> dict[str, Any]:
    """Raises ValueError for what is no object."""
    found = json.loads(request.body)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _is_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


KNOWN: Mapping[str, MailProvider] = {
    MAILGUN: MailProvider(
        MailgunInboundWebhookView,
        MailgunTrackingWebhookView,
        secret=_mailgun_secret,
        is_signed=lambda request: b"signature" in request.body,
        event=_mailgun_event,
        tells_status=_is_json,
    ),
    POSTMARK: MailProvider(
        PostmarkInboundWebhookView,
        PostmarkTrackingWebhookView,
        secret=_postmark_secret,
        is_signed=lambda request: bool(request.META.get("HTTP_AUTHORIZATION")),
        event=_postmark_event,
        tells_status=lambda request: _json(request).get("RecordType", "Inbound") != "Inbound",
    ),
}
