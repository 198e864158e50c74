"""Where other systems, and what they were told, stand on the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.outbound.admin import deliveries, systems
from comms.outbound.permissions import AGAIN, CONNECT, LOOK, SEE
from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page
from tenants.settings.sections import integrations_section

DELIVERIES, SYSTEMS = "outbound/deliveries/", "outbound/systems/"
ONE_DELIVERY, ONE_SYSTEM = f"{DELIVERIES}<int:delivery_id>/", f"{SYSTEMS}<int:connector_id>/"
GET, POST = ("GET",), ("POST",)


def register_places() -> None:
    title = _("Deliveries")
    _page(DELIVERIES, deliveries.listed, "outbound_deliveries", title, SEE, GET)
    _page(f"{DELIVERIES}again/", deliveries.all_again, "outbound_all_again", title, AGAIN, POST)
    _page(ONE_DELIVERY, deliveries.shown, "outbound_delivery", _("Delivery"), SEE, GET)
    _page(f"{ONE_DELIVERY}again/", deliveries.again, "outbound_again", title, AGAIN, POST)
    navigate(title, icon="outbound", page="admin:outbound_deliveries", permission=SEE, section=SETUP, order=13)
    title = _("Other systems")
    _page(SYSTEMS, systems.listed, "outbound_systems", title, LOOK, GET)
    _page(f"{SYSTEMS}new/", systems.new, "outbound_system_new", _("Add an address"), CONNECT)
    one = systems.SystemView.as_view()
    register_page(ONE_SYSTEM, one, name="outbound_system", title=title, permission=LOOK, writing=CONNECT)
    for verb, view in (("secret", systems.secret), ("switch", systems.switch), ("ping", systems.ping)):
        _page(f"{ONE_SYSTEM}{verb}/", view, f"outbound_{verb}", title, CONNECT, POST)
    _page(f"{ONE_SYSTEM}remove/", systems.remove, "outbound_remove", _("Remove the address"), CONNECT)
    shown = {"template": "outbound/section.html", "context": lambda request: {}}
    integrations_section("outbound", permission=LOOK, order=30, **shown)
    navigate(title, icon="hub", page="admin:outbound_systems", permission=LOOK, section=SETUP, order=14)


def _page(
    path: str, view: Any, name: str, title: Any, permission: str, methods: tuple[str, ...] = ("GET", "POST")
) -> None:
    register_page(path, view, name=name, title=title, permission=permission, methods=methods)
