from leads.models import Lead
from leads.querysets import LeadQuerySet


def lead_behind(visible: LeadQuerySet, pk: int) -> Lead | None:
    """The lead of that number, or the one that it was merged into, as far as `visible` has it.

    Merges are flat: what was merged into a lead that is merged itself follows it.
    """
    found = visible.filter(pk=pk).first()
    if found is not None and found.merged_into_id is None:
        return found
    into = Lead.objects.filter(pk=pk, merged_into__isnull=False).values("merged_into")
    return visible.filter(pk__in=into).first() or found
