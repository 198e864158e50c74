"""What staff should know about an arrival: what stands in `LeadPayload.reason`, in words for people."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

TWO_LEADS = "two_leads"
COUNTRY_GUESSED = "country_guessed"
CROWDED = "crowded"
WORDS = {
    CROWDED: _("The same number or mail was given more than ten times within an hour."),
    TWO_LEADS: _("Mail and number belong to two leads."),
    COUNTRY_GUESSED: _("The number came without a country; it was read as one of the clinic's."),
}


# What a refused sender was told, in English (leads.services.refusing), as staff read it.
REFUSED = {
    "The enquiry is incomplete.": _("The enquiry is incomplete."),
    "Send one JSON object with the fields of the enquiry.": _("It does not name its fields, so nothing was read."),
    "This enquiry holds a value that cannot be stored. It is kept as it came.": _(
        "It holds a value that cannot be stored."
    ),
    "We could not read this enquiry now. It is kept; send it again in a moment.": _(
        "A fault of ours. It is read again by itself."
    ),
    "This Idempotency-Key was used for another body.": _(
        "Its Idempotency-Key was used for another enquiry before."
    ),
    "This form asks for a check against robots. Send what the check gave.": _(
        "The check against robots was left out."
    ),
    "The check against robots failed, or was used before. Make it again.": _(
        "The check against robots failed, or was used before."
    ),
    "This is no JSON in UTF-8.": _("It is no JSON in UTF-8."),
    "This JSON is nested too deep.": _("Its JSON is nested too deep."),
    "A text holds a character that cannot be stored.": _("A text in it holds a character that cannot be stored."),
    "A number is too large.": _("A number in it is too large."),
} | dict.fromkeys(
    [f"{name} is no number." for name in ("NaN", "Infinity", "-Infinity")], _("It holds a number that is none.")
)


def as_reason(doubts: Iterable[str]) -> str:
    return " ".join(doubts)


def in_words(reason: str) -> list[str]:
    """The sentences behind a reason, codes or a refusal; a sentence that nobody knows is itself."""
    codes = reason.split()
    if codes and all(code in WORDS for code in codes):
        return [str(WORDS[code]) for code in codes]
    return [str(REFUSED.get(reason, reason))] if reason else []
