"""Where keys stand in the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page
from tenants.keys.admin import pages
from tenants.keys.permissions import CHANGE, VIEW

ONE = "keys/<int:key_id>/"


def register_places() -> None:
    _page("keys/", pages.keys, name="api_keys", title=_("API keys"), methods=["GET"])
    _page("keys/new/", pages.new, name="api_key_new", title=_("New key"), permission=CHANGE)
    _page(ONE, pages.KeyView.as_view(), name="api_key", title=_("API key"), writing=CHANGE)
    rotate = pages.RotateView.as_view()
    _page(f"{ONE}rotate/", rotate, name="api_key_rotate", title=_("New secret"), permission=CHANGE)
    _page(f"{ONE}revoke/", pages.revoke, name="api_key_revoke", title=_("Revoke the key"), permission=CHANGE)
    navigate(_("API keys"), icon="key", page="admin:api_keys", permission=VIEW, section=SETUP, order=15)


def _page(path: str, view: Any, *, permission: str = VIEW, **more: Any) -> None:
    register_page(path, view, permission=permission, **more)
