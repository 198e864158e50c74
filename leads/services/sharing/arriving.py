"""A lead that has just arrived finds its owner in the same transaction (F:T9, F 2b)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.models import Lead, Treatment
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes, note_waits
from leads.services.reading import Told
from leads.services.sharing.deciding import Deciding, could_share, nobody_there, will_share
from leads.services.sharing.duty import alone
from leads.services.sharing.telling import tell_owner_later

ALONE = "alone"


@dataclass(frozen=True)
class Owner:
    """Whose the new lead will be; `pk` is None when it waits for somebody. Whoever is alone is told nothing."""

    pk: int | None = None
    why: Mapping[str, Any] = field(default_factory=dict)
    is_news: bool = True


def owner_for(told: Told, treatment: Treatment | None, *, partner: int | None, now: datetime) -> Owner:
    """Call it for a new lead before that is written. Asks the database only when somebody is on shift, or alone."""
    asked = {
        "source": told.source,
        "language": told.language,
        "country": told.country,
        "category": treatment.category if treatment else "",
        "partner": partner,
    }
    if could_share(now):
        decision = Deciding(now=now).decide(asked)
    elif will_share():
        decision = nobody_there(asked)
    else:
        return owner_alone()
    return Owner(decision.to, decision.why)


def owner_alone() -> Owner:
    """Whoever may have leads where nobody else may (F:W19); no one where there are several."""
    only = lock_owners([alone()])
    return Owner(only.pop(), {"reasons": [ALONE]}, is_news=False) if only else Owner()


def note_owner(lead: Lead, owner: Owner, *, now: datetime) -> None:
    """Written when the lead is, with the reason, also why nobody has it; the new owner hears of it by a job."""
    if owner.pk is None:
        note_waits({lead.pk: owner.why} if owner.why else {}, by=None, at=now)
        return
    note_owner_changes([Handed(lead.pk, None, owner.pk, owner.why)], by=None, at=now)
    if owner.is_news:
        tell_owner_later([lead.pk], owner.pk, now=now)
