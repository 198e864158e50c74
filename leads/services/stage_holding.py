"""Stages held for a change in the order of whoever moves leads: people, then leads, then stages (H:A14)."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from crm.lib.errors import Conflict
from leads.models import Lead, Stage
from leads.services.left_behind import owners_of
from leads.services.owners import lock_owners


def hold_stages(pks: Collection[int | None]) -> set[int]:
    """Those that are there: nobody removes one or changes what it means. Lock leads before."""
    rows = Stage.objects.filter(pk__in=set(pks) - {None}).order_by("pk").select_for_update(no_key=True)
    return set(rows.values_list("pk", flat=True))


def hold_leads_in(pks: Collection[int]) -> int:
    """All leads that stand in these stages: none goes. How many."""
    rows = Lead.objects.filter(stage__in=pks).order_by("pk").select_for_update(no_key=True)
    return len(rows.values_list("pk"))


def hold_to_remove(
    goes: Collection[int], *, changes: Collection[int] = (), stays: Collection[int | None] = ()
) -> None:
    """Stages that go, with their leads and the owners of those; stages whose leads change where they stand, with
    these; and other stages: nobody comes there either, but whoever stands there is left to who works on them.

    A move under way holds the stage where it goes, and asks at its end for the one that it leaves: it is waited for
    before that one is closed to it. Raises Conflict when a lead came between the leads and the stages.
    """
    standing = Lead.objects.filter(stage__in=goes)
    lock_owners(owners_of(standing.values("pk")))
    touched = {*goes, *changes}
    held = hold_leads_in(touched)
    stages = hold_stages({*touched, *stays})
    list(Stage.objects.filter(pk__in=stages).order_by("pk").select_for_update().values("pk"))
    check_nobody_came(touched, held)


def check_nobody_came(pks: Collection[int], held: int) -> None:
    """Raises Conflict when more leads stand in these stages than were held before the stages were."""
    if Lead.objects.filter(stage__in=pks).count() > held:
        raise Conflict(_("A lead came here at this moment. Nothing was changed; try again."))
