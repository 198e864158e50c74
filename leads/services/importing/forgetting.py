"""What stood in lists of people who are deleted for good (GDPR Art. 17)."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from leads.models import ImportedLead, ImportRow, LeadImport
from leads.services.importing.storing import forget
from tenants.context import clinic_context, current_clinic
from tenants.models import Clinic

State = LeadImport.State


def forget_rows_of(leads: Collection[int]) -> None:
    """Empty the rows that became or filled these leads, and the first rows of their lists; the file of a list that
    is in goes after the commit, for nothing is read from it any more. Call it before the leads go."""
    came = ImportedLead.objects.filter(lead__in=leads)
    lists = set(came.order_by().values_list("brought_id", flat=True).distinct())
    if not lists:
        return
    theirs = came.filter(brought=OuterRef("brought"), number=OuterRef("number"))
    ImportRow.objects.filter(Exists(theirs), brought__in=lists).update(cells=[], said={})
    LeadImport.objects.filter(pk__in=lists).update(samples=[])
    clinic = current_clinic()
    transaction.on_commit(lambda: _forget_files(clinic, lists))


def _forget_files(clinic: Clinic, lists: Collection[int]) -> None:
    """One that a crash leaves goes with its list. That it was brought is known still: the operator's command brings
    it, and its people, not again."""
    with clinic_context(clinic):
        for brought in LeadImport.objects.filter(pk__in=lists, state__in=(State.DONE, State.UNDONE)):
            forget(brought.stored)
