"""Why an arrival waits, in words and colours."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import LeadPayload
from leads.services.doubts import CROWDED, WORDS
from leads.services.reading import looks_automatic, missing_in
from leads.services.reading.told import CONTACT, NAME

HeldFor = LeadPayload.HeldFor


@dataclass(frozen=True)
class Reason:
    """A chip of the list and the tag of a row; `kind` is one of LOOK's colours of tags."""

    code: str
    word: Any
    icon: str
    kind: str


REASONS = {
    one.code: one
    for one in (
        Reason(HeldFor.COMPANION, gettext_lazy("Perhaps a companion"), "group", "info"),
        Reason(HeldFor.WROTE, gettext_lazy("Wrote to us"), "chat", "info"),
        Reason(HeldFor.UNCHECKED, gettext_lazy("Not checked"), "gpp_maybe", "warn"),
        Reason(HeldFor.INCOMPLETE, gettext_lazy("Incomplete"), "error", "warn"),
        Reason(HeldFor.TRAP, gettext_lazy("Robot?"), "smart_toy", "danger"),
    )
}


def reason_of(payload: LeadPayload) -> Reason:
    return REASONS.get(payload.held_for) or Reason(payload.held_for, payload.get_held_for_display(), "help", "")


def why(payload: LeadPayload, *, about: str) -> str:
    """A sentence for people. `about` names whose number or mail it is, as far as the reader may know."""
    if payload.held_for == HeldFor.COMPANION:
        if about:
            return _("Another name on a number or mail of %(lead)s. It may be somebody of the family.") % {
                "lead": about
            }
        return _("Another name on a number or mail that a lead of a colleague has.")
    if payload.held_for == HeldFor.INCOMPLETE:
        return _missing(payload)
    sentences = {
        HeldFor.UNCHECKED: _unchecked(payload),
        HeldFor.TRAP: _trapped(),
        HeldFor.WROTE: _("They wrote to us, and no lead has their number or address."),
    }
    return sentences.get(payload.held_for, "")


def _trapped() -> str:
    return _("A field that people do not see was filled: by a robot, or by a browser that fills all.")


def _unchecked(payload: LeadPayload) -> str:
    if looks_automatic(payload.fields):
        return _trapped()
    if payload.reason == CROWDED:
        return str(WORDS[CROWDED])
    if payload.headers.get("Referer") or payload.headers.get("Origin", "null") != "null":
        return _("The check against robots could not be made.")
    return _("Their browser did not say from which page they wrote.")


def _missing(payload: LeadPayload) -> str:
    missing = missing_in(payload.fields)
    if NAME in missing:
        return _("They left no name.")
    if CONTACT in missing:
        return _("They left no phone number and no mail.")
    return _("What they wrote into a field was too long, and was left out.")
