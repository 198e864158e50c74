"""Where the stages of a clinic, and what a patient is made of, are set."""

from django.utils.translation import gettext_lazy as _

from leads.admin import stages
from leads.admin.patient_fields import patient_fields
from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page

VIEW, CHANGE = "leads.view_stage", "leads.change_stage"


def register_stage_pages() -> None:
    _page("stages/", stages.stages, "stages", _("Stages"))
    _page("stages/new/", stages.new_stage, "stage_new", _("New stage"))
    _page("stages/<int:stage_id>/", stages.one_stage, "stage", _("Stage"))
    _page("stages/<int:stage_id>/remove/", stages.remove, "stage_remove", _("Delete the stage"))
    _page("stages/sets/<slug:preset_key>/", stages.preset, "stage_preset", _("Ready-made sets"))
    _page("patient-fields/", patient_fields, "patient_fields", _("What a patient is made of"))
    navigate(_("Stages"), icon="swap_horiz", page="admin:stages", permission=VIEW, section=SETUP, order=6)


def _page(path: str, view: object, name: str, title: object) -> None:
    register_page(path, view, name=name, title=title, permission=VIEW, writing=CHANGE)
