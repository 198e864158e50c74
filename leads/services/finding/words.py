"""The word list of a lead: written wherever a name, a contact, a company or a city changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from django.db import transaction

from leads.models import Identity, Lead, LeadWords
from leads.services.finding.mistyped import box_meant
from leads.services.finding.spelling import endings, is_one_word, words_and_parts, words_in
from tenants.services.rows import put

NAMED = ("first_name", "last_name", "company", "city")
MOST = 200  # words of one lead
AT_ONCE = 1000  # leads in one statement


class Reached(Protocol):
    """A contact, stored or still to be."""

    kind: Any
    value: str
    typed: str
    is_valid: bool


def words_of(lead: Lead, contacts: Iterable[Reached]) -> list[str]:
    """What the lead is found by, the likeliest first; at most MOST, however much a form was made to say."""
    found = words_and_parts(getattr(lead, name) for name in NAMED)
    for contact in contacts:
        found += _WORDS_OF[contact.kind](contact)
    return list(dict.fromkeys(found))[:MOST]


def put_words(lead: Lead, contacts: Iterable[Reached]) -> None:
    """For a lead that is being written: leaves with the next statement (tenants.services.together)."""
    put(LeadWords, {"lead_id": lead.pk, "words": " ".join(words_of(lead, contacts))})


@transaction.atomic
def refresh_words(ids: Iterable[int]) -> None:
    """Make the lists of these leads anew, as their rows stand; part of the transaction that changed them.

    Four statements for each AT_ONCE. Who holds a list goes first, and the next one reads what they wrote.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        _hold(some)
        leads = Lead.objects.filter(pk__in=some).only(*NAMED).order_by().prefetch_related("identities")
        LeadWords.objects.bulk_create(
            [LeadWords(lead=lead, words=" ".join(words_of(lead, lead.identities.all()))) for lead in leads],
            update_conflicts=True,
            unique_fields=["lead"],
            update_fields=["words"],
        )


def words_pack() -> None:
    """Lists for the leads that were there before there were any; done again it changes nothing."""
    without = Lead.objects.filter(words=None).order_by("pk").values_list("pk", flat=True)
    while some := list(without[:AT_ONCE]):
        refresh_words(some)


def _hold(some: Iterable[int]) -> None:
    rows = LeadWords.objects.filter(lead__in=some).order_by("lead")
    list(rows.select_for_update(no_key=True).values("pk"))


def _of_number(contact: Reached) -> list[str]:
    return endings(contact.value) + ([] if contact.is_valid else endings(contact.typed))


def _of_mail(contact: Reached) -> list[str]:
    """The box, the one that somebody meant who slipped, and the parts of it and of how it was written."""
    boxes = dict.fromkeys((contact.value.lower(), box_meant(contact.value)))
    typed = words_in(contact.typed)
    parts = typed if contact.typed.lower() == contact.value else typed + words_in(contact.value)
    return [*filter(is_one_word, boxes), *parts]


def _of_username(contact: Reached) -> list[str]:
    """What somebody without a number is called there; nobody searches for the id."""
    return words_in(contact.typed)


_WORDS_OF: Mapping[str, Callable[[Reached], list[str]]] = {
    Identity.Kind.PHONE: _of_number,
    Identity.Kind.EMAIL: _of_mail,
    Identity.Kind.WHATSAPP: _of_username,
}
