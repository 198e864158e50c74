"""Where pages of Meta and their forms stand on the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.admin import connecting, gap, meaning, open_leads, pages
from attribution.meta_leads.permissions import CONNECT, LOOK
from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page
from tenants.settings.sections import integrations_section

HOME = "meta-leads/"
ONE, FORM = f"{HOME}<int:page_id>/", f"{HOME}forms/<int:form_id>/"
GET, POST = ("GET",), ("POST",)


def register_places() -> None:
    title = _("Lead ads of Meta")
    _page(HOME, pages.listed, "meta_leads", title, LOOK, GET)
    _page(f"{HOME}new/", connecting.new, "meta_leads_new", _("Connect a page"), CONNECT)
    _page(f"{HOME}open/", open_leads.listed, "meta_leads_open", _("Filled forms that wait"), LOOK, GET)
    register_page(FORM, meaning.meaning, name="meta_leads_form", title=_("Form"), permission=LOOK, writing=CONNECT)
    _page(ONE, pages.shown, "meta_leads_page", title, LOOK, GET)
    for verb, view in (
        ("sync", pages.sync),
        ("test", pages.test),
        ("fetch", pages.fetch),
        ("backfill", gap.backfill),
    ):
        _page(f"{ONE}{verb}/", view, f"meta_leads_{verb}", title, CONNECT, POST)
    _page(f"{ONE}again/", connecting.again, "meta_leads_again", _("Connect again"), CONNECT)
    _page(f"{ONE}gap/", gap.gap, "meta_leads_gap", _("What Meta has and what we have"), CONNECT, GET)
    _page(f"{ONE}disconnect/", pages.disconnect, "meta_leads_disconnect", _("Disconnect the page"), CONNECT)
    shown = {"template": "meta_leads/section.html", "context": lambda request: {}}
    integrations_section("meta_leads", permission=LOOK, order=20, **shown)
    navigate(title, icon="thumb_up", page="admin:meta_leads", permission=LOOK, section=SETUP, order=12)


def _page(
    path: str, view: Any, name: str, title: Any, permission: str, methods: tuple[str, ...] = ("GET", "POST")
) -> None:
    register_page(path, view, name=name, title=title, permission=permission, methods=methods)
