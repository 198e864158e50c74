"""What cannot be taken back is typed out before it is done, and of the leads that somebody looked at."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.actions import Chosen, LeadAction

FIELD = "confirm"
SURE = "sure"  # of which leads it was typed


def mark_of(ids: Collection[int]) -> str:
    """As many others have another one: a whole list is looked up anew when the answer comes."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


def refuse_others(ids: Collection[int], mark: str) -> None:
    """Raises InvalidData when these are not the leads that were looked at."""
    if mark != mark_of(ids):
        sentence = _("The list changed meanwhile. Look at the numbers again.")
        raise InvalidData(sentence, fields={SURE: [sentence]})


def words_for(action: LeadAction, number: int) -> str:
    """What has to be typed for that many leads; empty for an action that can be taken back."""
    return f"{action.confirm} {number}" if action.confirm else ""


def confirmed(chosen: Chosen, action: LeadAction, number: int, typed: str) -> Chosen:
    """`chosen`, which may go on. Raises InvalidData when words need to be typed and were not."""
    wanted = words_for(action, number)
    if wanted and " ".join(typed.casefold().split()) != wanted:
        sentence = _("This cannot be undone. To go on, type: %(words)s") % {"words": wanted}
        raise InvalidData(sentence, fields={FIELD: [sentence]})
    return replace(chosen, is_confirmed=bool(wanted))
