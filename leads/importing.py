"""Lists that people bring: what of it runs in the background, can be taken back, and is forgotten."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.history.imported import imported
from leads.models import ImportRow, LeadImport
from leads.querysets import IMPORT
from leads.services.importing import checking, loading
from leads.services.importing.limits import most_bytes
from leads.services.importing.reserving import give_back
from leads.services.importing.sent import BULK_SCOPE
from leads.services.importing.storing import forget_files
from leads.services.importing.undoing import register_imports_back
from leads.timeline import CHANGES, timeline_source
from tenants.desk import access
from tenants.desk.large_bodies import takes
from tenants.keys.scopes import scope
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.services.forgetting import forgets

FORM = 64 * 1024  # what a form adds to its file


def register_importing() -> None:
    register_imports_back()
    runs(checking.CHECK, checking.step, _checking, permission=IMPORT, link=_page, counted=_counted)
    runs(loading.LOAD, loading.step, _loading, permission=IMPORT, link=_page, counted=_counted, over=_give_back)
    timeline_source("imported", imported, kinds=[CHANGES])
    scope(BULK_SCOPE, gettext_lazy("Bring many leads at once"))
    forgets(_old_rows, in_clinics=True, first=forget_files)
    _register_doors()


def _register_doors() -> None:
    for name in ("lead-file", "lead-file-csv", "lead-bulk", "lead-bulk-api", "lead-list"):
        access.declare(name, access.BY_KEY, site=access.CLINIC)
    for path in ("/api/v1/leads/csv", "/leads/csv"):
        takes(path, lambda: most_bytes() + FORM)


def _old_rows(now: datetime) -> QuerySet[ImportRow]:
    """What stood in a file is personal data, and of no use once it cannot be taken back any more."""
    return ImportRow.objects.filter(brought__expires_at__lte=now)


def _checking(run: Run) -> str:
    return _("Checking the list %(name)s") % {"name": run.about.get("name", "")}


def _loading(run: Run) -> str:
    return _("Importing the list %(name)s") % {"name": run.about.get("name", "")}


def _give_back(run: Run) -> None:
    give_back(LeadImport.objects.filter(run=run.pk))


def _page(run: Run) -> str:
    return reverse("admin:import", args=[run.about["import"]], urlconf="crm.urls_clinic")


def _counted(run: Run) -> list[tuple[str, int]]:
    words = {"new": _("New leads"), "merge": _("Fill a lead that is there"), "skip": _("Left out")}
    return [(str(said), run.result[name]) for name, said in words.items() if name in run.result]
