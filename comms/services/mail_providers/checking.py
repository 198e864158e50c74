"""Whether a request is of the provider that a clinic named, by anymail and the clinic's own secret (H:W1)."""

from datetime import datetime

from anymail.exceptions import AnymailWebhookValidationFailure
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest

from comms.services.mail_providers.known import KNOWN, SIGNED_FOR, Values
from crm.lib.errors import NotAllowed, Unreadable

# What a body that nobody signed may lead a reader to.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, BadRequest)


def checked(provider: str, request: HttpRequest, values: Values, *, now: datetime) -> str:
    """The event's name. Raises NotAllowed for a signature that does not fit or is old, and Unreadable.

    Without a secret nothing fits: anymail itself would then let everybody in.
    """
    known = KNOWN[provider]
    secret = known.secret(values)
    if not secret or not _fits(known.inbound(**secret), request):
        raise NotAllowed("This signature does not fit.")
    try:
        name, signed_at = known.event(request)
    except (*BROKEN, SuspiciousOperation):
        raise Unreadable("This is no event of this provider.") from None
    if signed_at is not None and abs(now - signed_at) > SIGNED_FOR:
        raise NotAllowed("This signature is too old.")
    return name


def _fits(view: object, request: HttpRequest) -> bool:
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, SuspiciousOperation, *BROKEN):
        return False
    return True
