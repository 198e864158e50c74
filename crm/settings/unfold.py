"""The desk's look: LOOK.md's tokens in unfold's words; everything else is in crm/static/crm/*.css."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# Printed inline by unfold, last: they must agree with crm/static/crm/tokens.css (a test compares them).
COLORS = {
    "base": {
        "50": "#f8fbfb",
        "100": "#f0f5f6",
        "200": "#e1e8eb",
        "300": "#ccd5d9",
        "400": "#93a3aa",
        "500": "#5e6f77",
        "600": "#42545d",
        "700": "#2d404a",
        "800": "#192a34",
        "900": "#0c1b24",
        "950": "#030c14",
    },
    "primary": {
        "50": "#eefafd",
        "100": "#d8f4fa",
        "200": "#afe6f1",
        "300": "#74d1e3",
        "400": "#44b9d1",
        "500": "#239db9",
        "600": "#0d6c86",
        "700": "#08586f",
        "800": "#0a4558",
        "900": "#093342",
        "950": "#031e29",
    },
    "font": {
        "subtle-light": "var(--color-base-500)",
        "subtle-dark": "var(--color-base-400)",
        "default-light": "var(--color-base-600)",
        "default-dark": "var(--color-base-300)",
        "important-light": "var(--color-base-900)",
        "important-dark": "var(--color-base-100)",
    },
}


def _file(name: str) -> Callable[[HttpRequest], str]:
    """Its address, asked at the request: with hashed names there is none when the settings are read."""
    return lambda request: static(f"crm/{name}")


_SHARED: dict[str, Any] = {
    "SITE_TITLE": "Bridgework",
    "SITE_HEADER": "Bridgework",
    "SITE_URL": None,
    "SITE_ICON": _file("mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _file("favicon.svg")}],
    "SHOW_BACK_BUTTON": False,
    "BORDER_RADIUS": "8px",
    "COLORS": COLORS,
    "SIDEBAR": {"navigation": "tenants.desk.navigation.menu"},
    "STYLES": [_file(f"{part}.css") for part in ("tokens", "bridgework", "desk", "list")],
}

UNFOLD: dict[str, Any] = {**_SHARED, "SITE_SUBHEADER": lambda request: request.clinic.name}
UNFOLD_PLATFORM: dict[str, Any] = {**_SHARED, "SITE_SUBHEADER": lambda request: _("Platform")}
