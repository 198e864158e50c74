from django import template
from django.contrib.messages.storage.base import Message

from tenants.undo.messages import TAG

register = template.Library()


@register.filter
def undo_id(message: Message) -> str:
    """The operation that a message offers to take back, or nothing."""
    number = str(message.extra_tags or "").removeprefix(TAG)
    return number if number.isascii() and number.isdigit() else ""


@register.simple_tag(takes_context=True)
def may_undo(context: dict) -> bool:
    """Whether the key u means something to whoever reads the page."""
    request = context.get("request")
    return bool(getattr(request, "clinic", None)) and request.user.has_perm("undo.use")
