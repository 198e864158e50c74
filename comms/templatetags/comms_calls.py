"""How long a call was."""

from django import template

register = template.Library()


@register.filter
def whole_minutes(seconds: int) -> int:
    return seconds // 60


@register.filter
def rest_seconds(seconds: int) -> str:
    """Two figures, so that lengths stand below each other."""
    return f"{seconds % 60:02d}"
