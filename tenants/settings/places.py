"""Where settings and integrations stand in the desk."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.access import CLINIC, declare
from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page
from tenants.keys.permissions import VIEW as KEYS
from tenants.settings.admin import integrations, opening, pages
from tenants.settings.forms import ClinicForm, SecurityForm, TimeForm
from tenants.settings.permissions import CREDENTIAL
from tenants.settings.registry import VIEW, settings_page


def register_places() -> None:
    register_page("settings/", pages.index, name="settings", title=_("Settings"), permission=VIEW, methods=["GET"])
    clinic = _("Country, currency, language")
    settings_page("clinic", title=_("Clinic"), about=clinic, icon="domain", form=ClinicForm, order=10)
    time = _("The zone of your opening hours")
    settings_page("time", title=_("Time"), about=time, icon="schedule", form=TimeForm, order=20)
    _opening()
    idle = _("When an unused login ends")
    settings_page("security", title=_("Security"), about=idle, icon="lock", form=SecurityForm, order=30)
    _integrations()
    navigate(_("Settings"), icon="settings", page="admin:settings", permission=VIEW, section=SETUP, order=20)
    navigate(_("Integrations"), icon="cable", page="admin:integrations", permission=KEYS, section=SETUP, order=10)


def _opening() -> None:
    hours = _("When somebody answers: what is due counts these hours only")
    settings_page("opening", view=opening.hours, title=_("Opening hours"), about=hours, icon="door_open", order=22)
    closed = _("Days and hours on which nobody answers")
    settings_page(
        "closed", view=opening.closed, title=_("Holidays and pauses"), about=closed, icon="event_busy", order=24
    )


def _integrations() -> None:
    """The page is also Marketing's, who put the form into the website; credentials are the Admin's alone."""
    declare("integrations", KEYS, site=CLINIC)
    shown = {"name": "integrations", "title": _("Integrations"), "permission": KEYS, "methods": ["GET"]}
    register_page("integrations/", integrations.integrations, **shown)
    where = {"permission": CREDENTIAL}
    one = "integrations/<slug:kind>/"
    credential = integrations.CredentialView.as_view()
    register_page(one, credential, name="settings_credential", title=_("Integrations"), **where)
    register_page(
        f"{one}test/",
        integrations.test_credential,
        name="settings_credential_test",
        title=_("Test"),
        methods=["POST"],
        **where,
    )
    register_page(
        f"{one}remove/",
        integrations.remove_credential,
        name="settings_credential_remove",
        title=_("Remove"),
        **where,
    )
