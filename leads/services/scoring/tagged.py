"""A tag is renamed or deleted: who had it is scored anew, where the profile in use counts it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from leads.models import ScoringProfile
from leads.services.scoring.active import profile_of
from leads.services.scoring.person import high_value
from leads.services.scoring.recalculating import CHUNK, begin_recalculation
from leads.services.scoring.rescoring import rescore
from tenants.staff.models import User


def score_tagged(ids: Collection[int], names: Iterable[str], *, by: User, now: datetime) -> None:
    """`ids` are leads that had a tag of one of these `names`, or have it now. Part of the transaction that changed
    the tag; more than CHUNK are scored in the background, with all others."""
    used = ScoringProfile.objects.filter(is_active=True).first()
    factors = profile_of(used.pk).factors if used else ()
    if not ids or not any(one.key == "tags" and high_value(names, one.params) for one in factors):
        return
    if len(ids) <= CHUNK:
        rescore(ids, now=now)
    else:
        begin_recalculation(used, by=by, now=now)
