"""Leads that go for good, with all that is known of them. Nobody takes it back (F:W5, 0.3; GDPR Art. 17)."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import InvalidData, NotAllowed
from leads.models import BulkRow, Lead
from leads.person_data import Erased, person_data
from leads.services.exporting.recalling import recall
from leads.services.importing.forgetting import forget_rows_of
from leads.services.many import Done, hold
from leads.signals import leads_erased
from tenants.audit.services.record import record_many
from tenants.context import clinic_context, current_clinic
from tenants.models import Clinic
from tenants.notices.models import Notice
from tenants.services.removing import remove
from tenants.staff.models import User
from tenants.storage import PrivateStorage
from tenants.undo.registry import kinds
from tenants.undo.services.forgetting import forget_rows

DELETE = "leads.delete_lead"


@transaction.atomic
def delete_leads(ids: Iterable[int], *, is_confirmed: bool, by: User, now: datetime) -> Done:
    """Delete what `by` sees of `ids`, and whatever was merged into those, archived or not.

    What becomes of each kind of row: leads.person_data; consents and stops stay without a name. Files of leads that
    were made before and may hold them cannot be had any more (leads.services.exporting.recalling). The trail says
    of each lead that it was deleted, by its number alone. Raises NotAllowed, InvalidData when it was not confirmed.
    """
    if not is_confirmed:
        raise InvalidData(_("This cannot be undone, so it has to be confirmed first."))
    held = hold(ids, by=by)
    if not held.by.has_perm(DELETE):
        raise NotAllowed(_("Your role does not delete leads."))
    pks = with_merged(held.seen)
    if pks:
        recall(pks, now=now)
        for _name, tell in leads_erased:
            tell(pks, now)
        _forget(pks)
        record_many("lead.deleted", Lead, [(pk, f"#{pk}", None) for pk in sorted(pks)])
    gone = tuple(sorted(held.seen))
    return Done(None, len(gone), 0, held.out_of_sight, gone, _said(len(gone)))


def with_merged(pks: Collection[int]) -> set[int]:
    """`pks` and all that lead on to one of them, held so that nobody ties anything to them meanwhile: an arrival
    that is committed between its rows and its lead would be left without one."""
    found, more = set(pks), set(pks)
    while more:
        rows = Lead.objects.filter(merged_into__in=more).exclude(pk__in=found).order_by("pk")
        more = set(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        found |= more
    list(Lead.objects.filter(pk__in=found).order_by("pk").select_for_update().values("pk"))
    return found


def _forget(pks: Collection[int]) -> None:
    _forget_files(pks)
    _forget_operations(pks)
    forget_rows_of(pks)
    Notice.objects.filter(link__in=[_page(pk) for pk in pks]).delete()
    for one in person_data().values():
        theirs = one.model._base_manager.filter(**{f"{one.field}__in": pks})
        if one.model is BulkRow:
            theirs.update(detail="")  # that it was chosen, and what became of it, is told by its number
        elif one.erased is Erased.UNTIED:
            theirs.update(**{one.field: None})
        elif one.erased is Erased.DELETED and one.model is not Lead:
            remove(theirs)
    remove(Lead._base_manager.filter(pk__in=pks))


def _forget_files(pks: Collection[int]) -> None:
    """When nothing leads to them any more: a crash before that leaves them to the nightly look for such files."""
    found = [name for one in person_data().values() if one.files for name in one.files(pks)]
    clinic = current_clinic()
    transaction.on_commit(lambda: _remove_files(clinic, found))


def _remove_files(clinic: Clinic, names: Iterable[str]) -> None:
    """One that cannot go now keeps neither the others nor what else follows the commit: it goes at night."""
    with clinic_context(clinic):
        for name in names:
            with suppress(OSError):
                PrivateStorage().delete(name)


def _forget_operations(pks: Collection[int]) -> None:
    """What the ledger remembers of these leads, of merges into them that were taken back, too, and of the rows that
    hang on them."""
    for name, kind in kinds().items():
        if kind.of is Lead:
            forget_rows(name, Q(object_pk__in=pks) | Q(before__merge__survivor__in=list(pks)))
        elif kind.of is not None:
            rows = kind.of._base_manager.filter(lead__in=pks).order_by().values("pk")
            forget_rows(name, Q(object_pk__in=rows))


def _page(pk: int) -> str:
    return reverse("admin:leads_lead_change", urlconf=settings.ROOT_URLCONF, args=[pk])


def _said(number: int) -> str:
    words = ngettext("Deleted %(number)d lead for good.", "Deleted %(number)d leads for good.", number)
    return words % {"number": number} if number else ""
