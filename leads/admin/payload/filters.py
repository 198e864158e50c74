"""What the list of arrivals can be narrowed to."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from leads.models import LeadPayload
from tenants.keys.models import ApiKey


class KeyFilter(DropdownFilter):
    """By the key it came with, also a revoked one; of those that the reader may see."""

    title = _("key")
    parameter_name = "key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(key.pk), str(key)) for key in ApiKey.objects.visible_to(request.user).order_by("name", "pk")]

    def queryset(self, request: HttpRequest, rows: QuerySet[LeadPayload]) -> QuerySet[LeadPayload]:
        chosen = self.value() in {pk for pk, _ in self.lookup_choices}
        return rows.filter(key_id=int(self.value())) if chosen else rows
