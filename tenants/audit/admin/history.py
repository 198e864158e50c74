"""What was done to one object, on the page that Django calls its history."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.audit.services.reading import lines_of

MOST = 200  # lines


def history(admin: ModelAdmin, request: HttpRequest, obj: Model) -> HttpResponse:
    """Our trail about `obj`, which the reader may see: the caller has asked."""
    meta = obj._meta
    lines = lines_of(obj, request.user, most=MOST + 1)
    request.current_app = admin.admin_site.name
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": _("History"),
        "object": obj,
        "opts": meta,
        "back": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk]),
        "lines": lines[:MOST],
        "is_cut": len(lines) > MOST,
        "most": MOST,
    }
    return TemplateResponse(request, "audit/history.html", context)


def object_of(admin: ModelAdmin, request: HttpRequest, object_id: str) -> Model | None:
    """The object of a history page, if this reader may look at it."""
    obj = admin.get_object(request, unquote(object_id))
    return obj if obj is not None and admin.has_view_or_change_permission(request, obj) else None
