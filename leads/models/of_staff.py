from typing import Any

from django.conf import settings
from django.db import models


def of_staff(name: Any, *, help_text: Any = "") -> models.ForeignKey:
    """Which colleague, in a row that outlives their account and is never searched by them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=name,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=help_text,
    )
