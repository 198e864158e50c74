"""What exports bring to the desk, the trail, the bell and the workers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.services.exporting.beside import register_beside
from leads.services.exporting.forgetting import expired, remove_with_files
from leads.services.exporting.making import EXPORT, NOTICE, RUN
from leads.services.exporting.own import register_columns
from leads.services.exporting.writing import export_step
from tenants.audit.registry import words
from tenants.desk.navigation import CLINIC, navigate
from tenants.desk.pages import register_page
from tenants.notices.registry import notice_kind
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.services.forgetting import forgets

WORDS = {
    "leads.exported": _("exported leads"),
    "leads.export_fetched": _("downloaded exported leads"),
}


def register_exporting() -> None:
    register_columns()
    register_beside()
    words(WORDS)
    runs(RUN, export_step, _title, permission=EXPORT, link=lambda run: reverse("admin:exports"), counted=_counted)
    forgets(expired, in_clinics=True, first=remove_with_files)
    notice_kind(
        NOTICE,
        label=_("A colleague exports many leads"),
        title=_("%(who)s exported %(number)s leads"),
        icon="download",
        mail=True,
    )
    _register_pages()


def _register_pages() -> None:
    from leads.admin import exporting

    title, only = _("Exports"), ("GET",)
    register_page("leads/export/", exporting.ask, name="leads_export", title=_("Export leads"), permission=EXPORT)
    register_page("exports/", exporting.exports, name="exports", title=title, permission=EXPORT, methods=only)
    register_page(
        "exports/<uuid:export_id>/", exporting.download, name="export", title=title, permission=EXPORT, methods=only
    )  # fmt: skip
    navigate(title, icon="download", page="admin:exports", permission=EXPORT, section=CLINIC, order=65)


def _title(run: Run) -> str:
    number = run.total or 0
    return ngettext("Export of %(number)d lead", "Export of %(number)d leads", number) % {"number": number}


def _counted(run: Run) -> list[tuple[object, int]]:
    return [(_("Leads in the file"), run.result.get("written", 0))]
