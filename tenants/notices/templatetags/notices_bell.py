"""The bell in the header: one question a page, asked only where the bell is drawn."""

from typing import Any

from django import template

from tenants.notices.services.reading import MOST_SHOWN, unread_count

register = template.Library()


@register.inclusion_tag("notices/bell.html", takes_context=True)
def bell(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing on the platform's side, in popups and for whoever is not logged in."""
    request = context.get("request")
    clinic = getattr(request, "clinic", None)
    user = getattr(request, "user", None)
    if clinic is None or user is None or not user.is_authenticated or context.get("is_popup"):
        return {"has_bell": False}
    unread = unread_count(user)
    return {"has_bell": True, "unread": unread, "shown": shown(unread)}


@register.filter
def shown(count: int) -> str:
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)
