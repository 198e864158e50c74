"""The first score of many leads: rows of one file share few combinations of facts, so each is judged once."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from leads.services.importing.staging import Said
from leads.services.scoring import Facts, Profile, score
from leads.services.scoring.clock import AGE, FRESHNESS
from leads.services.scoring.facts import IN_A_MESSAGE
from leads.services.scoring.free_mail import is_free
from leads.services.treatments import PriceList
from tenants.services.copying import Written, written

OWN_DOMAIN = "a.domain.of.their.own.example"  # which one scores nothing


class Judged(NamedTuple):
    """As a lead's columns hold it."""

    points: int
    breakdown: Written
    temperature: str
    version: int


class Scorer:
    """By the profile in use. What scores is whether something is there, not its words: `Facts` without them."""

    def __init__(self, profile: Profile, *, now: datetime):
        self._profile, self._now = profile, now
        self._treatments = PriceList().names
        self._steps = _steps(profile)
        self._judged: dict[Facts | tuple, Judged] = {}

    def judge(self, said: Said, *, source: str, at: datetime) -> Judged:
        kinds = {one.kind for one in said.contacts if one.is_valid}
        key = (
            "phone" in kinds,
            _domain(said),
            bool(said.first_name and said.last_name),
            bool(said.country or said.language),
            bool(said.company),
            source,
            tuple(said.tags),
            said.treatment,
            bool(said.interest),
            bisect_left(self._steps, self._now - at),
            said.rating,
            bool(said.website),
        )
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._scored(key, at)
        return found

    def _scored(self, key: tuple[Any, ...], at: datetime) -> Judged:
        has_phone, domain, names, place, company, source, tags, treatment, interest, _age, rating, website = key
        facts = Facts(
            has_phone=has_phone,
            has_email=bool(domain),
            has_both_names=names,
            has_place=place,
            email_domain=domain,
            company="company" if company else "",
            source=source,
            tags=frozenset(tags),
            treatment=self._treatments.get(treatment, ""),
            interest=IN_A_MESSAGE if interest else "",
            created_at=at,
            last_inbound_at=at,
            google_rating=rating,
            website="website" if website else "",
        )
        scored = score(facts, self._profile, now=self._now)
        breakdown = Written(written(scored.breakdown))
        return Judged(scored.points, breakdown, scored.temperature, scored.version)


def _steps(profile: Profile) -> list[timedelta]:
    """The ages at which a factor of the clock steps down: between two of them all are judged alike."""
    hours = {hours for steps in (FRESHNESS, AGE) for hours, _points in steps}
    told: Iterable[Any] = (step for factor in profile.factors for step in factor.params.get("steps", ()))
    return sorted(timedelta(hours=one) for one in hours | {hours for hours, _points in told})


def _domain(said: Said) -> str:
    mail = next((one.value for one in said.contacts if one.kind == "email" and one.is_valid), "")
    domain = mail.rpartition("@")[2]
    return OWN_DOMAIN if domain and not is_free(domain) else domain
