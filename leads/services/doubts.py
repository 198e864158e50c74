"""What staff should know about an arrival that became a lead: codes in `LeadPayload.reason`, words for people."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

TWO_LEADS = "two_leads"
COUNTRY_GUESSED = "country_guessed"
WORDS = {
    TWO_LEADS: _("Mail and number belong to two leads."),
    COUNTRY_GUESSED: _("The number came without a country; it was read as one of the clinic's."),
}


def as_reason(doubts: Iterable[str]) -> str:
    return " ".join(doubts)


def in_words(reason: str) -> list[str]:
    """The sentences behind the codes of a reason; a reason that is a sentence already is itself."""
    codes = reason.split()
    if codes and all(code in WORDS for code in codes):
        return [str(WORDS[code]) for code in codes]
    return [reason] if reason else []
