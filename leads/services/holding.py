"""One lead, held for a change of what belongs to it."""

from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere
from leads.models import Lead
from leads.services.many import as_of_now
from tenants.staff.models import User


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


def refuse_merged(lead: Lead) -> None:
    """Nobody would look under its number for what is written now."""
    if lead.merged_into_id is not None:
        raise Conflict(_("This lead was merged into another one. Go on there."))
