"""What finding leads brings to the desk."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import register_page

SEES = "leads.view_lead"


def register_finding() -> None:
    from leads.admin import saved_views, sheet

    for path, view, name, title, methods in (
        ("leads/filters/", sheet.filter_sheet, "lead_filters", _("Filter leads"), ("GET",)),
        ("leads/views/counts/", saved_views.view_counts, "lead_view_counts", _("Saved views"), ("GET",)),
        ("leads/views/new/", saved_views.new_view, "lead_view_new", _("Save this view"), ("GET", "POST")),
        ("leads/views/<int:view_id>/", saved_views.one_view, "lead_view", _("Saved view"), ("GET", "POST")),
    ):
        register_page(path, view, name=name, title=title, permission=SEES, methods=methods)
