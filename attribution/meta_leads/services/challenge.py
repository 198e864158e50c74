"""Meta's question when somebody enters our address there (H:W8): it is not signed, and needs the right word."""

from crm.lib.errors import NotAllowed, Unreadable
from crm.lib.signing import same

LONGEST = 500


def challenged(mode: str, token: str, challenge: str, *, known: str) -> str:
    """What Meta wants to hear, as it was said: answer it as text/plain. `known` is the verify token of the platform
    or of a clinic's own app; an empty one fits nothing. Raises NotAllowed, and Unreadable without a challenge."""
    if mode != "subscribe" or not same(token, known):
        raise NotAllowed("This verify token is not ours.")
    if not challenge or len(challenge) > LONGEST or not challenge.isprintable():
        raise Unreadable("Send hub.challenge.")
    return challenge
