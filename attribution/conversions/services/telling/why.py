"""Why something was not sent, or what stands in the way: a code in the ledger, and its sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from attribution.providers.answers import OutcomeUnknown, Refused, Trouble

ERASED, MERGED, TEST, NO_CONSENT = "erased", "merged", "test", "no_consent"
TOO_OLD, NO_META_LEAD, BEFORE_LEAD, NOT_NEUTRAL = "too_old", "no_meta_lead", "before_lead", "not_neutral"
NOT_READY, LOST, AWAY, NO_KEYS, DIED = "not_ready", "lost", "away", "no_keys", "died"
WORDS: Mapping[str, Any] = {
    ERASED: _("They were deleted before it was sent."),
    MERGED: _("It counts for the lead that this one was merged into."),
    TEST: _("A test."),
    NO_CONSENT: _("They did not agree that advertising platforms are told."),
    TOO_OLD: _("It happened too long ago: Meta takes 7 days, Google 90."),
    NO_META_LEAD: _("They did not come by an instant form of Meta."),
    BEFORE_LEAD: _("It happened before they sent the form."),
    NOT_NEUTRAL: _("Its name would tell of a treatment or of health. Change the name."),
    NOT_READY: _("It was taken back, lost, in a file meanwhile, or has no amount or click any more."),
    LOST: _("No answer came after it had left. It may have been counted, so it is not sent again."),
    AWAY: _("Nobody answered there."),
    NO_KEYS: _("There are no credentials that can be used."),
    DIED: _("We stopped in the middle of sending. It may have been counted, so it is not sent again."),
}
OF_TROUBLE: Mapping[str, Any] = {
    Trouble.AUTH: _("The key is wrong, or has ended. Enter a new one under Integrations."),
    Trouble.ACCOUNT: _("This key may not send conversions there, or the account has not agreed to its terms."),
    Trouble.SETUP: _("There is no such dataset, account or conversion action."),
    Trouble.RATE: _("Too many at once. It goes on by itself."),
    Trouble.TRANSIENT: _("A fault on their side. It goes on by itself."),
    Trouble.TOO_OLD: _("They say that it happened too long ago."),
    Trouble.EVENT: _("They do not take this event."),
    "firewall": _("It holds something that may not leave the clinic."),
    Trouble.OTHER: _("They refused it."),
}


def code_of(error: BaseException | None) -> str:
    """As the ledger keeps it: what kind of trouble it was, and their own code."""
    if isinstance(error, Refused):
        return f"{error.trouble}:{error.code}"[:60]
    return LOST if isinstance(error, OutcomeUnknown) else AWAY


def sentence(code: str) -> str:
    if code in WORDS:
        return str(WORDS[code])
    trouble, _colon, theirs = code.partition(":")
    said = str(OF_TROUBLE.get(trouble, OF_TROUBLE[Trouble.OTHER]))
    return f"{said} ({theirs})" if theirs else said
