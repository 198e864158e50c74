"""A message with an Undo button: what somebody reads after an operation."""

from django.contrib import messages
from django.http import HttpRequest

from tenants.undo.models import Operation

TAG = "undo-"


def say_undoable(request: HttpRequest, text: str, operation: Operation, *, whole: bool = True) -> None:
    """`whole` is False when something was left out, which `text` tells."""
    (messages.success if whole else messages.warning)(request, text, extra_tags=f"{TAG}{operation.pk}")
