"""What each role may do, on one page (F:T4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import page_context, register_page
from tenants.staff.roles import ROLES, explained, permissions_of


def matrix() -> list[dict[str, Any]]:
    """By heading, the work first, a line for each right that any role has: in words, and who has it."""
    granted = {role: permissions_of(role) for role in ROLES}
    groups: dict[str, list[dict[str, Any]]] = {}
    for permission, (heading, words) in explained().items():
        held = [(role, permission in granted[role]) for role in ROLES]
        if any(has for _role, has in held):
            groups.setdefault(str(heading), []).append({"words": words, "held": held})
    return [{"heading": heading, "lines": lines} for heading, lines in reversed(groups.items())]


def roles_page(request: HttpRequest) -> HttpResponse:
    context = page_context(request, roles=ROLES, groups=matrix())
    return TemplateResponse(request, "admin/staff/roles.html", context)


register_page("roles/", roles_page, name="roles", title=_("Roles"), permission="staff.view_user", methods=["GET"])
