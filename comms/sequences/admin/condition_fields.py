"""Whom a step is for, asked fact by fact, so that no script is needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.packs.templates import LANGUAGES
from leads.models import Tag
from leads.models.lead import Temperature
from leads.models.stage import Semantic
from tenants.staff.languages import SPOKEN

IS = [("", _("whatever it is")), ("yes", _("is one of")), ("no", _("is none of"))]
TITLES = {
    "stage": _("Only if their stage"),
    "temperature": _("Only if their temperature"),
    "tag": _("Only if one of their tags"),
    "language": _("Only if their language"),
}
BARE = {"no_reply": _("Only if they did not reply"), "quote_opened": _("Only if they opened the quote")}


def condition_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"only_{fact}": forms.BooleanField(label=label, required=False) for fact, label in BARE.items()
    }
    for fact, label in TITLES.items():
        fields[f"only_{fact}"] = forms.ChoiceField(label=label, choices=IS, required=False)
        fields[f"only_{fact}_values"] = forms.MultipleChoiceField(
            label=_("these"), choices=_choices(fact), required=False, widget=forms.CheckboxSelectMultiple
        )
    return fields


def conditions_from(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [{"fact": fact, "is": True, "values": []} for fact in BARE if said[f"only_{fact}"]]
    for fact in TITLES:
        if how := said[f"only_{fact}"]:
            found.append({"fact": fact, "is": how == "yes", "values": said[f"only_{fact}_values"]})
    return found


def conditions_shown(conditions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for one in conditions:
        if one["fact"] in BARE:
            held[f"only_{one['fact']}"] = True
        else:
            held[f"only_{one['fact']}"] = "yes" if one["is"] else "no"
            held[f"only_{one['fact']}_values"] = [str(value) for value in one["values"]]
    return held


def _choices(fact: str) -> list[tuple[str, Any]]:
    if fact == "stage":
        return list(Semantic.choices)
    if fact == "temperature":
        return list(Temperature.choices)
    if fact == "tag":
        return [(str(pk), name) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")]
    return [(code, SPOKEN[code]) for code in LANGUAGES]
