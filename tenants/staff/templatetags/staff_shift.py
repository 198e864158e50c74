"""Beside the bell: that one is off shift, where it is easily forgotten."""

from typing import Any

from django import template
from django.utils import timezone

from tenants.staff.services.shifts import is_on_shift

register = template.Library()


@register.inclusion_tag("staff/off_shift.html", takes_context=True)
def off_shift(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing on shift, for guests of the platform, on its own side, in popups and for whoever is not logged in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    here = getattr(request, "clinic", None) is not None and not context.get("is_popup")
    has_shifts = here and user is not None and user.is_authenticated and not user.is_visitor
    return {"is_off": has_shifts and not is_on_shift(user, timezone.now())}
