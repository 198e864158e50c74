"""What exports bring to the desk, the trail, the bell and the workers."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from crm.lib.sheets import KINDS
from leads.actions import Chosen, LeadAction, lead_action
from leads.services.exporting.beside import register_beside
from leads.services.exporting.forgetting import expired, remove_with_files
from leads.services.exporting.making import EXPORT, NOTICE, RUN, begin_export, leads_of
from leads.services.exporting.own import register_columns
from leads.services.exporting.wish import wish
from leads.services.exporting.writing import export_step
from leads.services.many import Done
from tenants.audit.registry import words
from tenants.desk.navigation import CLINIC, navigate
from tenants.desk.pages import register_page
from tenants.notices.registry import notice_kind
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.services.forgetting import forgets
from tenants.staff.models import User

WORDS = {
    "leads.exported": _("exported leads"),
    "leads.export_fetched": _("downloaded exported leads"),
}


def register_exporting() -> None:
    title, kinds = _("Export"), [(one.name, one.title) for one in KINDS.values()]
    lead_action(
        LeadAction(
            "export", title, "download", EXPORT, _export, 90, lambda reader: kinds, _("Kind of file"), whole=True
        )
    )
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


def _export(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    """Those of them that `by` sees, with the columns of last time; the file is fetched from where it leads to."""
    asked = set(ids)
    if chosen.choice not in KINDS:
        sentence = gettext("Choose a kind of file first.")
        raise InvalidData(sentence, fields={"export": [sentence]})
    wanted = wish(chosen.choice, None, by=by, ids=asked)
    made = begin_export(wanted, by=by, now=now)
    pks = tuple(leads_of(wanted, by=by, now=now).values_list("pk", flat=True))
    said = gettext("The file is ready.") if made.ready_at else gettext("The file is being made.")
    onward = reverse("admin:exports") if made.ready_at else reverse("admin:run", args=[made.run_id])
    return Done(None, len(pks), 0, len(asked) - len(pks), pks=pks, said=said, onward=onward)


def _title(run: Run) -> str:
    number = run.total or 0
    return ngettext("Export of %(number)d lead", "Export of %(number)d leads", number) % {"number": number}


def _counted(run: Run) -> list[tuple[object, int]]:
    return [(_("Leads in the file"), run.result.get("written", 0))]
