"""Who somebody talks with, in the words of the lead's own page (LOOK 04, at the side)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django_countries import countries

from leads.models import Lead
from leads.services.many import CHANGE
from leads.services.money import range_shown
from leads.services.owners import possible_owners
from leads.services.patient_time import zone_of
from leads.services.scoring.sentences import sentences
from leads.services.sharing.duty import is_alone
from leads.services.waiting import clocked

if TYPE_CHECKING:
    from comms.admin.talk.shown import Talk

REASONS = 3
GOOD_FROM, GOOD_TO = time(9), time(20)


@dataclass(frozen=True)
class There:
    """The clock on the patient's wall; `is_good`: nobody is woken now."""

    at: datetime
    place: str
    is_good: bool


def card_of(talk: "Talk") -> dict[str, Any] | None:
    """None for whoever waits in triage."""
    lead = talk.lead
    if lead is None:
        return None
    may_change = talk.reader.has_perm(CHANGE)
    alone = is_alone()
    treatment = lead.treatment
    return {
        "reasons": _reasons(lead),
        "there": there(lead, talk.now),
        "value": range_shown(treatment.price_from, None, treatment.currency) if treatment else "",
        "clock": clocked(lead, talk.now),
        "is_late": lead.next_follow_up is not None and lead.next_follow_up < talk.now,
        "may_change": may_change,
        "alone": alone,
        "is_mine": lead.assigned_to_id == talk.reader.pk,
        "owners": [] if alone or not may_change else list(possible_owners().order_by("full_name")),
        "ways": talk.ways,
    }


def there(lead: Lead, now: datetime) -> There:
    at = now.astimezone(zone_of(lead, lead.identities.all()))
    place = lead.city or str(countries.name(lead.country))
    return There(at, place, GOOD_FROM <= at.time() < GOOD_TO)


def _reasons(lead: Lead) -> str:
    """What earned most of the score."""
    lines = sentences(lead.score_breakdown, lead.treatment)
    earned = sorted((line for line in lines if line.points > 0), key=lambda one: -one.points)
    return " · ".join(line.sentence for line in earned[:REASONS])
