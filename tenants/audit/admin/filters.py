"""What the activity can be narrowed to. What is no choice, or no date, narrows nothing and breaks nothing."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from tenants.audit.models import Entry
from tenants.audit.registry import all_words, trailed_models
from tenants.audit.words import said
from tenants.staff.models import User


class PersonFilter(DropdownFilter):
    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(user.pk), str(user)) for user in User.objects.visible_to(request.user)]

    def queryset(self, request: HttpRequest, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        chosen = self.value() in {pk for pk, _ in self.lookup_choices}
        return rows.filter(actor_id=int(self.value())) if chosen else rows


class VerbFilter(DropdownFilter):
    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((verb, capfirst(said(verb, "…"))) for verb in all_words()), key=lambda one: one[1])

    def queryset(self, request: HttpRequest, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        return rows.saying(self.value()) if self.value() in all_words() else rows


class KindFilter(DropdownFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ContentType.objects.get_for_models(*trailed_models())
        return [(f"{k.app_label}.{k.model}", capfirst(str(model._meta.verbose_name))) for model, k in kinds.items()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        chosen = {model._meta.label_lower: model for model in trailed_models()}.get(self.value())
        return rows.filter(content_type=ContentType.objects.get_for_model(chosen)) if chosen else rows
