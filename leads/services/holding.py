"""One lead, held for a change of what belongs to it."""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere
from leads.models import Lead
from leads.services.left_behind import owners_of
from leads.services.many import as_of_now
from tenants.staff.models import User

TRIES = 5
Ahead = TypeVar("Ahead")


def hold_lead(pk: int, *, by: User) -> tuple[Lead, User]:
    """The lead, which nobody else changes until the transaction ends, and `by` with the rights of this moment.

    Locked first and looked at afterwards (H:A14); people that the change needs are locked before. Raises NotAllowed
    without the right, NotThere for one that is not there or not theirs, Conflict for one that was merged.
    """
    Lead.objects.filter(pk=pk).select_for_update(no_key=True).values("pk").first()
    by = as_of_now(by)
    lead = Lead.objects.visible_to(by).filter(pk=pk).first()
    if lead is None:
        raise NotThere
    refuse_merged(lead)
    return lead, by


def hold_behind(pk: int, ahead: Callable[[Collection[int | None]], Ahead], *, by: User) -> tuple[Ahead, Lead, User]:
    """As `hold_lead`, behind what `ahead` holds, which is given the owner: people are held before leads (H:A14).

    Whose owner is another once it is held is let go, with all that was held for it, and it begins anew. After TRIES
    it stays held as it is: then the database ends whoever crosses.
    """
    for left in reversed(range(TRIES)):
        owners = owners_of([pk])
        with transaction.atomic():
            held = ahead(owners)
            lead, seen_by = hold_lead(pk, by=by)
            if not left or lead.assigned_to_id in {None, *owners}:
                break
            transaction.set_rollback(True)
    return held, lead, seen_by


def hold_reached(leads: Iterable[int]) -> set[int]:
    """These leads and whoever is reached by their contacts, held at once and by key: a companion has none of their
    own. Hold before what the contacts say may change."""
    wanted = list(leads)
    rows = Lead.objects.filter(Q(pk__in=wanted) | Q(companion_of__in=wanted)).order_by("pk")
    return set(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def refuse_merged(lead: Lead) -> None:
    """Nobody would look under its number for what is written now."""
    if lead.merged_into_id is not None:
        raise Conflict(_("This lead was merged into another one. Go on there."))
