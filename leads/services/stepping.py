"""How a result moves a lead: to the first stage of a meaning, or to Lost with its reason."""

from datetime import datetime

from leads.models import Lead, Semantic, Stage
from leads.models.stage import DONE
from leads.services.moving import Given, move_leads
from leads.services.moving.enquiries import enquiries_of
from leads.services.moving.given import NOTHING
from tenants.staff.models import User


def step(lead: Lead, semantic: str, given: Given = NOTHING, *, by: User, now: datetime) -> bool:
    """To the clinic's first stage that means this; False in a clinic without one, where the lead stays."""
    stage = Stage.objects.filter(semantic=semantic).first()
    if stage is not None and lead.stage.semantic != semantic:
        move_leads([lead.pk], to=stage.pk, given=given, by=by, now=now)
    return stage is not None


def lose(lead: Lead, *, reason: str, by: User, now: datetime) -> None:
    """To Lost, else to Closed and not won. Where the clinic has neither stage the enquiry keeps the reason alone.

    A journey that has ended stays as it ended. Whoever pressed the button can take the move back.
    """
    if lead.stage.semantic in DONE:
        return
    ends = {Semantic.LOST: Given(lost_reason=reason), Semantic.CLOSED: Given(lost_reason=reason, is_won=False)}
    if not any(step(lead, end, why, by=by, now=now) for end, why in ends.items()):
        enquiries_of([lead]).update(lost_reason=reason)
