"""An export is decided on: who may, how much, written down, told, and made now or by a worker (F:W7, H:E3, E4)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.lib.errors import NotAllowed
from leads.models import Export, ExportChoice, Lead
from leads.querysets import LeadQuerySet
from leads.services.exporting.columns import chosen
from leads.services.exporting.limits import check_limits
from leads.services.exporting.recalling import hold_exports
from leads.services.exporting.wish import Wish
from leads.services.exporting.writing import write_part_of
from leads.services.finding.filters import narrowed
from tenants.audit.services.record import record
from tenants.notices.services.notify import notify
from tenants.runs.services.starting import demand_workers, start
from tenants.staff.models import User

EXPORT = "leads.export_lead"
RUN = "leads.export"
KEPT = timedelta(hours=24)
AT_ONCE = 500  # leads: a quarter of a second with all columns
NOTICE = "leads_exported"


def begin_export(wished: Wish, *, by: User, now: datetime) -> Export:
    """Up to AT_ONCE leads are in the file when this returns (`ready_at`), more are for a worker (`run`).

    Raises NotAllowed, InvalidData by field, TooManyExports, Unavailable when more are asked for and nobody works.
    """
    total = leads_of(wished, by=by, now=now).count()
    if total > AT_ONCE:
        demand_workers()
    return _begin(wished, total, by=by, now=now)


def leads_of(wished: Wish, *, by: User, now: datetime) -> LeadQuerySet:
    """What `by` sees of what is meant. Raises InvalidData by name for a filter that cannot be read."""
    rows = Lead.objects.visible_to(by)
    if wished.ids is not None:
        return rows.filter(pk__in=wished.ids)
    return narrowed(rows, QueryDict(wished.query), reader=by, now=now)


@transaction.atomic
def _begin(wished: Wish, total: int, *, by: User, now: datetime) -> Export:
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not by.is_active or not by.has_perm(EXPORT):
        raise NotAllowed(_("Your role does not export leads."))
    columns = [one.key for one in chosen(wished.columns, by=by)]
    hold_exports()
    check_limits(total, by=by, now=now)
    export = Export.objects.create(
        by=by,
        kind=wished.kind,
        columns=columns,
        by_key=wished.by_key,
        language=get_language() or settings.LANGUAGE_CODE,
        query=wished.query,
        ids=None if wished.ids is None else list(wished.ids),
        filters=list(wished.filters),
        total=total,
        created_at=now,
        expires_at=now + KEPT,
    )
    ExportChoice.objects.update_or_create(by=by, defaults={"kind": wished.kind, "columns": columns})
    write_down(total, wished.kind, wished.filters)
    _tell(export)
    if total > AT_ONCE:
        export.run = start(RUN, by=by, about={"export": str(export.pk)}, total=total, now=now)
        export.save(update_fields=["run"])
    else:
        while write_part_of(export, by=by, now=now):
            pass
    return export


def write_down(total: int, kind: str, filters: tuple[str, ...]) -> None:
    """The line of the trail: how many, as what, by which filters; never what these said."""
    record("leads.exported", changes={"count": (None, total), "kind": (None, kind)}, note=", ".join(filters))


def _tell(export: Export) -> None:
    """The clinic's Admins hear of a large one, whoever made it: one of them as well."""
    if export.total < settings.EXPORT_TOLD_FROM:
        return
    about = {"who": str(export.by), "number": str(export.total)}
    notify(User.objects.admins(), NOTICE, about=about, link="/admin/exports/", key=str(export.pk))
