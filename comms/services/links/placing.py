"""Words that somebody took from a template and may have changed: its addresses become those of this message."""

import re
from collections.abc import Collection

from comms.models import Conversation
from comms.services.links.making import SHOWN, Links, shown
from comms.services.unsubscribing import stop_link

_ENDS = r"(?=[.,;:!?)\]\"'»]*(?:\s|$))"  # a longer address is another page


def placed(body: str, targets: Collection[str], conversation: Conversation, links: Links) -> str:
    """`body` with each of the pages `targets` as a short link, and with the way out of this conversation where a
    preview had only what stands for one. One pass: what was put in is not read again (H:X4)."""
    stops = {shown("")} if SHOWN in body else set()
    wanted = sorted({*targets, *stops}, key=len, reverse=True)
    if not wanted:
        return body
    found = re.compile("(" + "|".join(map(re.escape, wanted)) + ")" + _ENDS)
    return found.sub(lambda at: stop_link(conversation) if at[1] in stops else links(at[1]), body)
