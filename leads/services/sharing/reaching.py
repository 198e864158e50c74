"""Which leads of the queue somebody could take now, as conditions of the database: a long queue is not walked."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Concat

from leads.models import OwnerChange
from leads.querysets import LeadQuerySet
from leads.services.sharing.choosing import FULL, OFF, Candidate
from leads.services.sharing.deciding import Deciding
from leads.services.sharing.rules import CONDITIONS, Rule, rules_in_use

_COLUMNS = {"category": "treatment__category"}
# Of an OwnerChange: its first reason and its rule.
_NOTHING = Value("", output_field=TextField())
_SAID = Concat(
    Coalesce(KeyTextTransform("0", KeyTransform("reasons", "why")), _NOTHING),
    Value(" ", output_field=TextField()),
    Coalesce(KeyTextTransform("rule", "why"), _NOTHING),
)


@dataclass(frozen=True)
class Reach:
    """Under one rule, or none: whether anybody is free, and the languages that all who speak them are full for.

    Who is free sees the leads of `partners` alone; of all when that is None. `told` is what the leads that nobody
    takes were told, when it was the same the last time.
    """

    is_open: bool
    closed: frozenset[str]
    partners: frozenset[int] | None
    told: frozenset[str]

    def within(self) -> Q:
        if not self.is_open:
            return Q(pk__in=())
        seen = Q(pk__isnull=False) if self.partners is None else Q(partner__in=self.partners)
        return seen & ~Q(language__in=self.closed)


def within_reach(queue: LeadQuerySet, deciding: Deciding) -> LeadQuerySet:
    """Those that somebody could take, as far as language, partner, shift and room say it; `decide_for` asks the
    rest."""
    found = Q(pk__in=())
    for place, one in _reaches(deciding):
        found |= Q(ruled=place) & one.within()
    return _ruled(queue).filter(found)


def beyond_reach(queue: LeadQuerySet, deciding: Deciding) -> LeadQuerySet:
    """The others that no rule leaves to nobody, and to whom the last decision did not say so."""
    found = Q(pk__in=())
    for place, one in _reaches(deciding):
        found |= Q(ruled=place) & ~one.within() & ~Q(told__in=one.told)
    last = OwnerChange.objects.filter(lead=OuterRef("pk")).order_by("-at", "-pk").annotate(said=_SAID)
    told = Coalesce(Subquery(last.values("said")[:1]), _NOTHING)
    return _ruled(queue).annotate(told=told).filter(found)


def _reaches(deciding: Deciding) -> Iterable[tuple[int, Reach]]:
    """By the place of the rule; behind the last one stands that none fits."""
    for place, rule in enumerate((*rules_in_use(), None)):
        if rule is None or not rule.skip:
            yield place, _reach(rule, deciding.on_shift(rule))


def _reach(rule: Rule | None, on: list[Candidate]) -> Reach:
    """Whoever sees only a partner's leads may take one, and keeps no lead of somebody else from a colleague."""
    free = [one for one in on if not one.is_full]
    of_all = [one for one in on if one.bound_to is None]
    closed = {code for one in of_all for code in one.languages} - {code for one in free for code in one.languages}
    reasons = {FULL} if of_all else {FULL, OFF} if on else {OFF}
    told = frozenset(f"{reason} {rule.name if rule else ''}" for reason in reasons)
    bound = [one.bound_to for one in free]
    partners = None if None in bound else frozenset(chain.from_iterable(bound))
    return Reach(bool(free), frozenset(closed), partners, told)


def _ruled(queue: LeadQuerySet) -> LeadQuerySet:
    """Each with the place of the first rule that fits, as `rule_for` finds it."""
    whens = [When(_fits(rule), then=Value(place)) for place, rule in enumerate(rules_in_use())]
    return queue.annotate(ruled=Case(*whens, default=Value(len(whens))))


def _fits(rule: Rule) -> Q:
    fits = Q(pk__isnull=False)
    for name in CONDITIONS:
        if name in rule.conditions:
            fits &= Q(**{f"{_COLUMNS.get(name, name)}__in": rule.conditions[name]})
    return fits
