"""Asking who may have a lead now, so that two that arrive at once see each other's decision."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from leads.models import ContactAttempt, Disposition, Lead, OwnerChange
from leads.services.owners import possible_owners
from leads.services.sharing.choosing import OFF, SKIP, Candidate, Decision, choose
from leads.services.sharing.duty import on_duty, workers
from leads.services.sharing.loads import given_since, loads_of
from leads.services.sharing.rules import Rule, rule_for, sharing_rules
from leads.services.sight import bound_to
from tenants.services.locks import lock_names
from tenants.staff.models import User
from tenants.staff.services.holding import hold_ahead


class Deciding:
    """One round of decisions: nobody of the clinic decides at the same time, until the transaction ends.

    Who was on shift three seconds ago is believed; whether they may still have leads is asked once they are held:
    who is leaving or losing the role at this moment gets nothing (H:A14). Begin it before any lead is locked;
    `holding` are people whom the same change holds besides.
    """

    def __init__(self, *, now: datetime, holding: Iterable[int | None] = ()):
        self._now = now
        self._people = {one.pk: one for one in _candidates(now, set(holding))}

    @property
    def somebody_is_there(self) -> bool:
        return any(one.is_on for one in self._people.values())

    @property
    def somebody_is_free(self) -> bool:
        return any(one.is_on and not one.is_full for one in self._people.values())

    def on_shift(self, rule: Rule | None) -> list[Candidate]:
        """Whom this rule, or none, lets have a lead now, be they full."""
        return [one for one in self._meant(rule) if one.is_on]

    def decide(self, asked: Mapping[str, Any], tried: Collection[int] = ()) -> Decision:
        """For a lead with these values of CONDITIONS; the next one sees that this one was given. `tried` as in
        `choose`."""
        rule = rule_for(asked)
        if rule and rule.skip:
            return _left_to_nobody(rule)
        people = [one for one in self._meant(rule) if one.sees(asked["partner"])]
        decision = choose(people, language=asked["language"], rule=rule.name if rule else "", tried=tried)
        if decision.to is not None:
            one = self._people[decision.to]
            self._people[one.pk] = replace(one, load=one.load + 1, given_at=self._now)
        return decision

    def decide_for(self, lead: Lead, tried: Collection[int] = ()) -> Decision:
        """For one that is there, by what is known of it."""
        asked = {name: getattr(lead, name) for name in ("source", "language", "country")}
        asked |= {"category": lead.treatment.category if lead.treatment else "", "partner": lead.partner_id}
        return self.decide(asked, tried)

    def _meant(self, rule: Rule | None) -> list[Candidate]:
        meant = self._people if rule is None or rule.people is None else rule.people
        return [one for one in self._people.values() if one.pk in meant]


def nobody_there(asked: Mapping[str, Any]) -> Decision:
    """For a new lead while nobody is on shift; costs no question."""
    rule = rule_for(asked)
    if rule and rule.skip:
        return _left_to_nobody(rule)
    return Decision(None, {"rule": rule.name if rule else "", "reasons": [OFF]})


def _left_to_nobody(rule: Rule) -> Decision:
    return Decision(None, {"rule": rule.name, "reasons": [SKIP]})


def who_tried(leads: Iterable[int]) -> Mapping[int, set[int]]:
    """Of each lead those who noted in this enquiry that they do not speak its language, and from whom it was passed
    on by that."""
    rows = ContactAttempt.objects.filter(lead__in=list(leads), enquiry=F("lead__enquiry"), by__isnull=False)
    rows = rows.filter(disposition=Disposition.WRONG_LANGUAGE)
    passed_on = OwnerChange.objects.filter(lead=OuterRef("lead"), by=OuterRef("by"), at=OuterRef("at"))
    had_it = Subquery(passed_on.order_by("pk").values("from_owner")[:1])
    found: dict[int, set[int]] = {}
    for lead, *people in rows.values_list("lead_id", "by_id", had_it):
        found.setdefault(lead, set()).update({*people} - {None})
    return found


def could_share(now: datetime) -> bool:
    """Whether asking is worth a question: what is believed for seconds says that somebody is there."""
    return bool(on_duty(now) and sharing_rules().shares_out)


def will_share() -> bool:
    """Whether what arrives while nobody is on shift is shared out later."""
    return bool(workers() and sharing_rules().shares_out)


def _candidates(now: datetime, holding: set[int | None]) -> list[Candidate]:
    on = {one.pk for one in on_duty(now)}
    lock_names(["sharing"])
    hold_ahead((on | holding) - {None})
    loads = loads_of(on)
    people = User.objects.filter(pk__in=on).filter(pk__in=possible_owners().values("pk")).order_by("pk")
    known = people.annotate(**given_since(loads.last), bound_to=bound_to())
    rows = known.values_list("pk", "since", "capacity", "given_at", "bound_to")
    asked = {pk: (loads.by_person[pk] + since, *more) for pk, since, *more in rows}
    return [
        Candidate(one.pk, one.name, one.languages, one.pk in on, *asked.get(one.pk, (0, one.capacity, None)))
        for one in workers()
        if one.pk in asked or one.pk not in on
    ]
