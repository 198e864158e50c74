"""A filter of django-filter that asks one of our questions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django_filters import Filter


class Narrow(Filter):
    """`how(rows, value, filters)` narrows by a value that `field` has read; nothing said narrows nothing."""

    def __init__(self, field: type[forms.Field], how: Callable[..., Any], *, label: Any, **options: Any):
        super().__init__(label=label, **options)
        self.field_class, self.how = field, how

    @property
    def known(self) -> dict[str, Any]:
        """The values of a closed list, with their words."""
        return self.extra.get("known") or {}

    def filter(self, qs: Any, value: Any) -> Any:
        return qs if value in (None, "", []) else self.how(qs, value, self.parent)
