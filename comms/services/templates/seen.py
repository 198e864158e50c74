"""Two people write one text: whoever comes second sees what stands there before it is lost (HOUSE, 409)."""

import hashlib

from django.utils.translation import gettext as _

from comms.models import TemplateText
from crm.lib.errors import Conflict

WHATEVER = ""  # of a program, which looked at nothing


def seen_of(text: TemplateText | None) -> str:
    """What somebody had before them, as their form gives it back."""
    subject, body = (text.subject, text.body) if text else ("", "")
    return hashlib.sha256(f"{subject}\0{body}".encode()).hexdigest()[:32]


def refuse_unseen(text: TemplateText | None, seen: str, subject: str, body: str) -> None:
    """Raises Conflict when another text stands there than the one they saw, unless it is what they want."""
    if seen in {WHATEVER, seen_of(text)} or (text and (text.subject, text.body) == (subject, body)):
        return
    now = text.body if text else ""
    said = _("A colleague changed this text meanwhile. Save again to replace it. Now it is: %(text)s") % {
        "text": now
    }
    raise Conflict(said, fields={"body": [said]})
