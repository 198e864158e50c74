"""The facts about somebody who has just arrived."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from leads.models.stage import DONE
from leads.services.scoring.active import active_profile
from leads.services.scoring.facts import IN_A_MESSAGE, Facts
from leads.services.scoring.gathering_many import IN_WORDS, MINUTE
from leads.services.scoring.points import Scored, score
from leads.services.scoring.told_above import counts

if TYPE_CHECKING:
    from leads.models import Identity, Lead, Treatment
    from leads.services.reading import Contact, Told


def score_arrival(told: "Told", treatment: "Treatment | None", *, at: datetime, now: datetime) -> Scored:
    """A new lead's first score, by the profile in use. One small query: which profile that is."""
    return score(facts_of(told, treatment, at), active_profile(), now=now)


def facts_of(told: "Told", treatment: "Treatment | None", at: datetime) -> Facts:
    """What the arrival says of a new lead; `at` is when it came. Asks the database nothing."""
    return Facts(
        has_phone=any(contact.kind == "phone" and contact.is_valid for contact in told.contacts),
        has_email=any(contact.kind == "email" and contact.is_valid for contact in told.contacts),
        has_both_names=bool(told.first_name and told.last_name),
        has_place=bool(told.country or told.language),
        email_domain=_domain(told.contacts),
        company=told.company,
        source=told.source,
        treatment=treatment.name if treatment else "",
        interest=told.interest or told.message,
        created_at=at,
        last_inbound_at=at,
    )


def score_return(lead: "Lead", told: "Told", treatment: "Treatment | None", *, at: datetime) -> Scored:
    """The score of a lead whose person writes again at `at`. Two queries: what is known, and the profile in use.

    What `rescore` would say of it afterwards: of a journey that ended nothing is left that they asked for.
    """
    known, is_next = _known(lead, at), lead.stage.semantic in DONE
    said = facts_of(told, treatment if is_next else lead.treatment or treatment, at)
    mail = _domain(known.contacts) or said.email_domain
    facts = replace(
        said,
        has_phone=said.has_phone or any(contact.kind == "phone" for contact in known.contacts),
        has_email=bool(mail),
        email_domain=mail,
        has_both_names=bool(lead.first_name and lead.last_name),
        has_place=said.has_place or bool(lead.country or lead.language),
        company=lead.company or told.company,
        source=lead.source,
        tags=frozenset(known.tags),
        interest=said.interest or ("" if is_next else lead.interest) or known.message,
        created_at=lead.created_at,
        inbound_replies=known.arrivals,
        response_minutes=known.response_minutes,
        google_rating=None if known.rating is None else float(known.rating),
        website=known.website,
        **known.above,
    )
    return score(facts, active_profile(), now=at)


class _Contact(NamedTuple):
    kind: str
    value: str
    is_valid: bool = True


class _Known(NamedTuple):
    """Of a lead that is here: valid contacts, tags, how often they wrote, whether ever in words, how soon after our
    first attempt to reach them, what is publicly known of it, and what floors above count."""

    contacts: "list[_Contact]"
    tags: list[str]
    arrivals: int
    message: str
    response_minutes: int | None
    rating: Decimal | None
    website: str
    above: dict[str, int]


def _known(lead: "Lead", at: datetime) -> _Known:
    """Before the arrival of `at`, which answers an attempt that none has answered."""
    arrivals = lead.payloads.model.objects.filter(lead=OuterRef("pk")).order_by()
    tries = lead.contact_attempts.model.objects.filter(lead=OuterRef("pk")).order_by("at")
    before = lead.contact_attempts.model.objects.filter(lead=OuterRef("lead"), at__lt=OuterRef("received_at"))
    answers = arrivals.filter(Exists(before)).order_by("received_at")
    counted = arrivals.values("lead").annotate(number=Count("pk")).values("number")
    valid = lead.identities.model.objects.filter(lead=OuterRef("pk"), is_valid=True).order_by("pk")
    tags = lead.lead_tags.model.objects.filter(lead=OuterRef("pk")).order_by()
    told = counts()
    rows = (
        type(lead)
        .objects.filter(pk=lead.pk)
        .order_by()
        .values_list(
            ArraySubquery(valid.values_list(JSONObject(kind="kind", value="value"))),
            ArraySubquery(tags.values("tag__name")),
            Coalesce(Subquery(counted), 0),
            Exists(arrivals.filter(IN_WORDS)),
            Subquery(tries.values("at")[:1]),
            Subquery(answers.values("received_at")[:1]),
            "practice__rating",
            "practice__website",
            *told.values(),
        )
    )
    [(contacts, named, number, in_words, tried, answered, rating, website, *numbers)] = rows
    took = ((answered or at) - tried) // MINUTE if tried and tried < at else None
    message = IN_A_MESSAGE if in_words else ""
    there = [_Contact(**one) for one in contacts]
    return _Known(there, named, number, message, took, rating, website or "", dict(zip(told, numbers, strict=True)))


def _domain(contacts: "Iterable[Contact | Identity | _Contact]") -> str:
    mail = next((one.value for one in contacts if one.kind == "email" and one.is_valid), "")
    return mail.rpartition("@")[2]
