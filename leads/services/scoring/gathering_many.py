"""The facts about many leads that are here already, in a number of queries that does not depend on how many."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q

from leads.models import ContactAttempt, Identity, Lead, LeadPayload, LeadTag, Practice
from leads.services.scoring.facts import IN_A_MESSAGE, Facts
from leads.services.scoring.told_above import counts

MINUTE = timedelta(minutes=1)
# Of an arrival: the one field that is theirs to fill freely, under either of its names.
IN_WORDS = Q(fields__message__gt="") | Q(fields__notes__gt="")


class Wrote(NamedTuple):
    """How often they wrote to us, and how often of that in words of their own."""

    times: int = 0
    in_words: int = 0


NO_PRACTICE = Practice()


def rating_of(lead: Lead) -> float | None:
    """Of the practice that is read along with the lead; most are people."""
    rating = getattr(lead, "practice", NO_PRACTICE).rating
    return None if rating is None else float(rating)


def facts_of_leads(leads: Collection[Lead]) -> dict[int, Facts]:
    """By key: four queries, five when somebody was tried, for leads that were read with treatment and practice, and
    along with what floors above count (`told_above.counts`).

    Replies are the arrivals after the first. Photos, opened quotes and travel months are noted nowhere yet and
    earn nothing.
    """
    pks = [lead.pk for lead in leads]
    above = counts().keys()
    mails, reached = _contacts(pks)
    tags, wrote, minutes = _tags(pks), _wrote(pks), _minutes_to_answer(pks)
    return {
        lead.pk: Facts(
            has_phone=lead.pk in reached,
            has_email=lead.pk in mails,
            has_both_names=bool(lead.first_name and lead.last_name),
            has_place=bool(lead.country or lead.language),
            email_domain=mails.get(lead.pk, ""),
            company=lead.company,
            source=lead.source,
            tags=frozenset(tags.get(lead.pk, ())),
            treatment=lead.treatment.name if lead.treatment else "",
            interest=lead.interest or (IN_A_MESSAGE if wrote.get(lead.pk, Wrote()).in_words else ""),
            created_at=lead.created_at,
            last_inbound_at=lead.last_arrival_at,
            inbound_replies=max(wrote.get(lead.pk, Wrote()).times - 1, 0),
            response_minutes=minutes.get(lead.pk),
            google_rating=rating_of(lead),
            website=getattr(lead, "practice", NO_PRACTICE).website,
            **{name: getattr(lead, name, 0) for name in above},
        )
        for lead in leads
    }


def _contacts(pks: Collection[int]) -> tuple[Mapping[int, str], set[int]]:
    """The domain of the first mail of each, and who has a telephone."""
    rows = Identity.objects.filter(lead__in=pks, is_valid=True).order_by("-pk")
    mails, reached = {}, set()
    for lead, kind, value in rows.values_list("lead_id", "kind", "value"):
        if kind == Identity.Kind.EMAIL:
            mails[lead] = value.rpartition("@")[2]
        else:
            reached.add(lead)
    return mails, reached


def _tags(pks: Collection[int]) -> Mapping[int, list[str]]:
    named: dict[int, list[str]] = {}
    for lead, name in LeadTag.objects.filter(lead__in=pks).order_by().values_list("lead_id", "tag__name"):
        named.setdefault(lead, []).append(name)
    return named


def _wrote(pks: Collection[int]) -> Mapping[int, Wrote]:
    rows = LeadPayload.objects.filter(lead__in=pks).order_by().values("lead_id")
    counted = rows.annotate(times=Count("pk"), in_words=Count("pk", filter=IN_WORDS))
    return {row["lead_id"]: Wrote(row["times"], row["in_words"]) for row in counted}


def _minutes_to_answer(pks: Collection[int]) -> Mapping[int, int]:
    """From our first attempt to reach them to the first that they wrote afterwards. Most were never tried."""
    tries = ContactAttempt.objects.filter(lead__in=pks).order_by().values_list("lead_id")
    tried = dict(tries.annotate(first=Min("at")))
    took: dict[int, int] = {}
    for lead, came in _arrivals(tried) if tried else ():
        if came > tried[lead]:
            took.setdefault(lead, (came - tried[lead]) // MINUTE)
    return took


def _arrivals(leads: Iterable[int]) -> Iterable[tuple[int, datetime]]:
    """Oldest first."""
    rows = LeadPayload.objects.filter(lead__in=list(leads)).order_by("received_at", "pk")
    return rows.values_list("lead_id", "received_at")
