"""The file itself, a part at a time: in the request for a small one, in a worker for a large one (H:E4)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, InvalidData, NotAllowed, TooMuchForAFile
from crm.lib.sheets import KINDS
from leads.models import Export, Lead
from leads.querysets import LeadQuerySet
from leads.services.exporting.columns import chosen, heading_of
from leads.services.exporting.files import remove_files, write_part
from leads.services.exporting.reading import read_part
from leads.services.exporting.wish import without_people
from leads.services.finding.filters import narrowed
from tenants.runs.models import Run
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User


def export_step(run: Run, by: User | None, now: datetime) -> bool:
    """A piece of the work of a worker; `by` has the rights of this moment."""
    export = Export.objects.select_for_update().filter(run=run).first()
    if export is None or export.expires_at <= now:
        raise HouseError(_("This export is not kept any more. Ask for it again."))
    if by is None or by.pk != export.by_id:
        raise NotAllowed(_("Whoever began this may not do it any more. What was done before stays."))
    try:
        more = write_part_of(export, by=by, now=now)
    except TooMuchForAFile as full:
        raise InvalidData(_("This is too much for one file of this kind. Choose CSV.")) from full
    run.done, run.result = export.written, {"written": export.written}
    return more


def write_part_of(export: Export, *, by: User, now: datetime) -> bool:
    """One part more, and whether there are more. Done again after a rollback it writes the same part again.

    What `by` does not see any more by now is not in it; a column that they may not have any more is InvalidData.
    """
    zone = ZoneInfo(by.time_zone or clinic_settings().time_zone)
    with translation.override(export.language or None), timezone.override(zone):
        columns = chosen(export.columns, by=by)
        after, state = export.place.get("after", 0), export.place.get("writer")
        writer = KINDS[export.kind].writer(state)
        part = read_part(_leads(export, by), columns, after=after, ids=export.ids)
        data = b"" if state is not None else writer.begin(heading_of(columns, by_key=export.by_key))
        data += writer.rows(part.rows) + (writer.end() if part.is_last else b"")
    if not export.parts:
        remove_files([export.pk])  # one that begins anew leaves no part of before behind
    write_part(export.pk, export.parts + 1, data)
    export.parts += 1
    export.size += len(data)
    export.written += len(part.rows)
    export.place = {"after": part.last, "writer": writer.state}
    if part.is_last:
        export.ready_at, export.query = now, without_people(export.query)
    export.save()
    return not part.is_last


def _leads(export: Export, by: User) -> LeadQuerySet:
    """Filters that count days count them from when the export was asked for, in each of its parts."""
    rows = Lead.objects.visible_to(by)
    if export.ids is not None:
        return rows
    return narrowed(rows, QueryDict(export.query), reader=by, now=export.created_at)
