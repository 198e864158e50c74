"""The buttons for how an attempt ended, as the page offers them (F 2b)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.models import ContactAttempt, Disposition, Lead
from leads.services.attempt_steps import is_last
from leads.services.dispositions import NEXT, Next

LAST = _("The last attempt, then Lost")


@dataclass(frozen=True)
class Button:
    value: str
    label: Any
    next: Next
    says: Any  # what comes next, in a few words

    @property
    def is_good(self) -> bool:
        return self.value in (Disposition.INTERESTED, Disposition.QUOTE, Disposition.BOOKED)


def results(lead: Lead) -> dict[str, Any]:
    """Those that are one press, and those that ask something first."""
    gives_up = is_last(lead)
    buttons = [
        Button(value, Disposition(value).label, after, LAST if gives_up and after.counts else after.says)
        for value, after in NEXT.items()
    ]
    return {
        "channels": ContactAttempt.Channel.choices,
        "plain": [one for one in buttons if not one.next.asks],
        "asking": [one for one in buttons if one.next.asks],
    }
