"""Whoever reached somebody and could not speak with them passes the lead on, at once (F 2b, "Wrong language")."""

from collections.abc import Collection
from datetime import datetime

from leads.models import Lead
from leads.models.stage import DONE
from leads.services import operations
from leads.services.answering import wait_again
from leads.services.sharing.choosing import TRIED, Decision
from leads.services.sharing.deciding import Deciding, could_share, who_tried
from leads.services.sharing.duty import is_alone
from tenants.staff.models import User


def begin_passing_on(owners: Collection[int | None], *, now: datetime) -> Deciding | None:
    """Before the lead of these owners is locked; None where nothing is shared out now."""
    return Deciding(now=now, holding=owners) if could_share(now) else None


def pass_on(lead_pk: int, deciding: Deciding | None, *, by: User, now: datetime) -> None:
    """To a colleague on shift who speaks the language and did not try yet, else to nobody: then it waits, and is
    shared out once such a one comes. They wait for an answer again.

    The caller holds the lead and noted the attempt; whoever noted it for its owner passes it on from both. Whoever
    works alone keeps it; what is done or archived stays.
    """
    lead = Lead.objects.select_related("stage", "treatment", "assigned_to").get(pk=lead_pk)
    if is_alone() or lead.archived_at or lead.stage.semantic in DONE:
        return
    due = wait_again(lead, at=now)
    Lead.objects.filter(pk=lead.pk).update(answer_due_at=due)
    tried = {*who_tried([lead.pk]).get(lead.pk, {by.pk}), lead.assigned_to_id} - {None}
    decision = deciding.decide_for(lead, tried) if deciding else _nobody({by, lead.assigned_to} - {None})
    operations.assign([lead.pk], to=decision.to, why=decision.why, by=by, now=now)


def _nobody(tried: Collection[User]) -> Decision:
    skipped = [{"who": str(one), "why": TRIED} for one in sorted(tried, key=lambda one: one.pk)]
    return Decision(None, {"reasons": [], "skipped": skipped})
