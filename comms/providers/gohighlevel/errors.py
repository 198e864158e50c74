"""What an answer of GoHighLevel means (INTEGRATIONS 10; vectors/ghl/requests.json)."""

from collections.abc import Mapping

from comms.providers.asking import BUSY, object_in
from comms.providers.base import Refused, Trouble
from crm.lib.errors import ProviderError, Unanswered
from crm.lib.http import Reply

INTERVAL = 10.0  # seconds of the window of 100 requests, when the answer does not say
_TROUBLES: Mapping[int, Trouble] = {
    401: Trouble.AUTH,  # invalid or expired
    403: Trouble.ACCOUNT,  # a token of another location
    408: Trouble.TRANSIENT,
    429: Trouble.RATE,
    400: Trouble.CONTENT,
    404: Trouble.ADDRESS,  # no such contact
    422: Trouble.CONTENT,
}
REFUSING, FAULTS = range(400, 500), 500


def refusal(reply: Reply) -> ProviderError:
    """Refused. Their `message` is a string or a list of them: shown beside the attempt, never logged."""
    trouble = _TROUBLES.get(reply.status)
    if trouble is None:
        trouble = Trouble.OTHER if reply.status in REFUSING else Trouble.TRANSIENT
    wait = (reply.wait or reply.pace or INTERVAL) if trouble is Trouble.RATE else reply.wait
    return Refused(trouble, code=f"HTTP {reply.status}", wait=wait, detail=_said(object_in(reply).get("message")))


def refusal_of_tags(reply: Reply) -> ProviderError:
    """What may not be asked twice (INTEGRATIONS 10): after a 5xx but 503 it may have been done all the same."""
    no = refusal(reply)
    return no if reply.status < FAULTS or reply.status == BUSY else Unanswered(f"HTTP {reply.status}")


def _said(message: object) -> str:
    if isinstance(message, list):
        return "; ".join(one for one in message if isinstance(one, str))
    return message if isinstance(message, str) else ""
