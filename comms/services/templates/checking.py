"""Whether a text may be kept: places that exist, and no longer than its channel takes (INTEGRATIONS 4, 5)."""

import re

from django.utils.translation import gettext as _

from comms.models import Channel
from comms.services.lengths import MOST, SUBJECT_MOST
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import read
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line

_HALF = re.compile(r"\{\s*(?:link:|(?:" + "|".join(KNOWN) + r")\b)")  # patients would read it as it stands
BODY_MOST = 4096  # signs that a template holds, whatever the channel


def tidy_subject(subject: str) -> str:
    """On one line: a header has no second one (H:X6)."""
    return one_line(subject)


def tidy_body(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def refuse_wrong_text(channel: str, subject: str, body: str) -> None:
    """Raises InvalidData with `subject` and `body` among its fields."""
    wrong: dict[str, list[str]] = {}
    for field, text, most in (("subject", subject, SUBJECT_MOST), ("body", body, _most(channel))):
        said = _unread(text) or (_too_long(most) if len(text) > most else "")
        if said:
            wrong[field] = [said]
    if not body:
        wrong["body"] = [_("Write a text.")]
    if channel == Channel.MAIL and not subject:
        wrong["subject"] = [_("A mail has a subject.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _unread(text: str) -> str:
    try:
        parts = read(text, KNOWN)
    except InvalidData as refused:
        return refused.detail
    half = any(_HALF.search(part) for part in parts if isinstance(part, str))
    return _("A placeholder is not closed: it ends with }.") if half else ""


def _too_long(most: int) -> str:
    return _("At most %(most)d signs.") % {"most": most}


def _most(channel: str) -> int:
    return min(MOST.get(channel, BODY_MOST), BODY_MOST)
