"""Words of lists that stand for something of ours."""

from collections.abc import Set
from functools import lru_cache

from crm.lib.words import plain_words
from leads.models import Lead
from leads.models.stage import Semantic

YES = {
    "yes", "y", "true", "1", "x", "si", "s", "ja", "j", "oui", "o", "evet", "e", "po", "wahr", "vero", "vrai",
    "sim", "on", "ok", "optin", "subscribed", "granted",
}  # fmt: skip
NO = {
    "no", "n", "false", "0", "nein", "non", "hayir", "jo", "falso", "falsch", "faux", "nao", "off", "optout",
    "unsubscribed", "denied", "never", "nie", "mai",
}  # fmt: skip
# In a column of its own: who is to be left alone. Of a consent the same words are a no.
STOP = {
    "stop", "donotcontact", "donotcall", "dnc", "optout", "optedout", "unsubscribed", "unsubscribe", "denied",
    "never",
}  # fmt: skip
_SOURCES = {
    Lead.Source.FACEBOOK: "fb facebook meta msg messenger facebookads",
    Lead.Source.INSTAGRAM: "ig instagram insta",
    Lead.Source.WHATSAPP: "wa whatsapp",
    Lead.Source.WEBSITE: "web website site sito sitoweb webseite homepage siteweb sitioweb websitesi faqja landing",
    Lead.Source.REFERRAL: "referral referrals passaparola empfehlung recommandation tavsiye rekomandim",
    Lead.Source.OTHER: "other altro sonstige autre otro diger tjeter",
}
# Of HubSpot and Salesforce.
_STAGES = {
    Semantic.NEW: "new, open, open not contacted",
    Semantic.ASSIGNED: "attempted to contact",
    Semantic.CONTACTED: "in progress, connected, working, working contacted, contacted",
    Semantic.QUALIFIED: "qualified",
    Semantic.PROPOSAL: "open deal",
    Semantic.ACCEPTED: "closed converted, converted, customer",
    Semantic.LOST: "unqualified, closed not converted, bad timing",
}


@lru_cache(maxsize=4096)
def folded_word(text: str) -> str:
    return "".join(plain_words(text))


def clear_word(text: str, yes: Set[str] = frozenset()) -> bool | None:
    """True for a clear yes, False for a clear no, None for all else. `yes` are the words that count, if any."""
    word = folded_word(text)
    if word in (yes or YES):
        return True
    return False if word in NO else None


def stop_word(text: str) -> bool | None:
    """As `clear_word`, where the column asks whom to leave alone."""
    return True if folded_word(text) in STOP else clear_word(text)


@lru_cache(maxsize=1024)
def source_named(text: str) -> str:
    """One of Lead.Source; empty for what names none of ours."""
    word = folded_word(text)
    return next((str(source) for source, words in _SOURCES.items() if word in words.split()), "")


@lru_cache(maxsize=1024)
def stage_said(text: str) -> str:
    """The text; of another system's status, what it means here (leads.models.stage.Semantic)."""
    words = " ".join(plain_words(text))
    return next((str(stage) for stage, names in _STAGES.items() if words in names.split(", ")), text)
