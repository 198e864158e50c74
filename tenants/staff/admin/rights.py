"""What each role may do, on one page (F:T4)."""

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.desk.pages import page_context, register_page
from tenants.staff.roles import ROLES, permissions_of

_DOES = {"view": _("See"), "add": _("Add"), "change": _("Change"), "delete": _("Delete")}


def matrix() -> list[dict]:
    """A line for each right that any role has, in words: what is done to what, and by whom."""
    granted = {role: permissions_of(role) for role in ROLES}
    lines = []
    for right in Permission.objects.select_related("content_type"):
        name = f"{right.content_type.app_label}.{right.codename}"
        held = [name in granted[role] for role in ROLES]
        if any(held):
            lines.append(
                {"what": _thing(right), "does": _doing(right), "held": list(zip(ROLES, held, strict=True))}
            )
    return sorted(lines, key=lambda line: (line["what"], line["does"]))


def _thing(right: Permission) -> str:
    model = right.content_type.model_class()
    return capfirst(str(model._meta.verbose_name_plural)) if model else right.content_type.model


def _doing(right: Permission) -> str:
    verb = right.codename.split("_")[0]
    return str(_DOES[verb]) if verb in _DOES else gettext(right.name)


def roles_page(request: HttpRequest) -> HttpResponse:
    context = page_context(request, roles=ROLES, lines=matrix())
    return TemplateResponse(request, "admin/staff/roles.html", context)


register_page("roles/", roles_page, name="roles", title=_("Roles"), permission="staff.view_user", methods=["GET"])
