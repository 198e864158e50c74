"""A campaign and a source rule, as people type them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from attribution.models import Campaign, SourceRule
from attribution.services.arranging import DEPTHS
from attribution.services.tree import Tree
from tenants.desk.forms import AskingForm

GONE = {"invalid_choice": _("This does not exist."), "required": _("Choose one of these.")}
ADD, RENAME, MOVE, MERGE = "add", "rename", "move", "merge"


def label_of(name: str) -> Any:
    return capfirst(SourceRule._meta.get_field(name).verbose_name)


class NameForm(AskingForm):
    """`do` tells the page which of its forms was sent."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, data: Mapping[str, str] | None, do: str, *, name: str = "", is_needed: bool = True):
        super().__init__(data, initial={"name": name}, auto_id=f"id_{do}_%s")
        self.fields["name"].required = is_needed
        self.fields["name"].widget.attrs["class"] = "bw-input"


class PlaceForm(AskingForm):
    """Where a row goes: under another, or into one of its level."""

    to = forms.TypedChoiceField(
        label=_("To"), coerce=int, error_messages=GONE, widget=forms.Select(attrs={"class": "bw-input"})
    )

    def __init__(self, data: Mapping[str, str] | None, do: str, *, rows: Iterable[tuple[int, str]]):
        super().__init__(data, auto_id=f"id_{do}_%s")
        self.fields["to"].choices = [("", "…"), *rows]


class SourceRuleForm(AskingForm):
    """What a touch has to tell, and where it counts then."""

    source = forms.CharField(label=label_of("source"), required=False, max_length=200)
    medium = forms.CharField(label=label_of("medium"), required=False, max_length=200)
    campaign = forms.CharField(label=label_of("campaign"), required=False, max_length=200)
    click = forms.ChoiceField(label=label_of("click"), required=False, choices=SourceRule.Click.choices)
    host = forms.CharField(label=label_of("host"), required=False, max_length=200)
    target = forms.TypedChoiceField(label=label_of("target"), coerce=int, error_messages=GONE)
    by_name = forms.BooleanField(label=label_of("by_name"), required=False, initial=True)

    def __init__(self, data: Mapping[str, str] | None, *, row: SourceRule, all_of_it: Tree):
        names = [name for name in self.base_fields if name != "target"]
        super().__init__(data, initial={name: getattr(row, name) for name in names} | {"target": row.target_id})
        shown = [(one.pk, all_of_it.path_of(one.pk)) for _depth, one in all_of_it.walk()]
        self.fields["target"].choices = [("", "…"), *shown]
        for name, field in self.fields.items():
            field.help_text = SourceRule._meta.get_field(name).help_text
            if name != "by_name":
                field.widget.attrs["class"] = "bw-input"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"


def above_of(all_of_it: Tree, row: Campaign) -> list[tuple[int, str]]:
    """Where it may lie: any row of a level above its own, but for those below it."""
    own = all_of_it.counts_for(row.pk)
    return [
        (one.pk, all_of_it.path_of(one.pk))
        for _depth, one in all_of_it.walk()
        if DEPTHS[one.level] < DEPTHS[row.level] and one.pk not in own
    ]


def alike(all_of_it: Tree, row: Campaign) -> list[tuple[int, str]]:
    """What it may become part of: another of its level."""
    return [
        (one.pk, all_of_it.path_of(one.pk))
        for _depth, one in all_of_it.walk()
        if one.level == row.level and one.pk != row.pk
    ]
