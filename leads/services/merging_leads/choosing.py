"""Of two values that differ, a person says which one stays; nobody asked, the survivor's does (F:L22)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import CustomField, CustomValue, Lead
from leads.models.stage import Semantic
from leads.services.custom import PREFIX
from leads.services.custom_kinds import COLUMNS, plain
from leads.services.merging_leads.filling import NAMES, STEP

OTHER, MINE = "other", "survivor"
# By the name that a person or a program says: the columns, which go together or not at all.
CHOICES = {
    "name": NAMES,
    "country": ("country",),
    "city": ("city",),
    "company": ("company",),
    "language": ("language",),
    "treatment": ("treatment_id",),
    "interest": ("interest",),
    "source": ("source",),
    "sub_source": ("sub_source",),
    "partner": ("partner_id",),
    "assigned_to": ("assigned_to_id",),
    "next_step": STEP,
}
_VALUES = ("text", "number", "day")
_OFF_THE_PATH = {Semantic.LOST, Semantic.CLOSED}


def read_choices(said: Mapping[str, str]) -> frozenset[str]:
    """The names of which the other's value stays. Raises InvalidData for a name that there is not, or a word that
    is neither of the two."""
    own = [name.removeprefix(PREFIX) for name in said if name.startswith(PREFIX)]
    keys = CustomField.objects.filter(is_active=True, key__in=own).values_list("key", flat=True) if own else ()
    known = {*CHOICES, *(f"{PREFIX}{key}" for key in keys)}
    wrong = {f"fields.{name}": [_("This does not exist.")] for name in said if name not in known}
    wrong |= {f"fields.{name}": [f"{MINE}, {OTHER}"] for name, side in said.items() if side not in {MINE, OTHER}}
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    return frozenset(name for name, side in said.items() if side == OTHER)


def taken(other: Lead, chosen: Collection[str]) -> dict[str, Any]:
    """The columns that the survivor takes over as they are, empty ones too; a name goes whole."""
    return {name: getattr(other, name) for one in chosen if one in CHOICES for name in CHOICES[one]}


def exchange_custom(
    stays: Lead, goes: Lead, chosen: Collection[str], moved: Collection[Sequence[int | None]]
) -> list[dict[str, Any]]:
    """The clinic's own fields that were `chosen` change sides, but for values that `moved` to the survivor already;
    what the undo compares."""
    keys = [name.removeprefix(PREFIX) for name in chosen if name.startswith(PREFIX)]
    if not keys:
        return []
    came = CustomValue.objects.filter(pk__in=[pk for pk, _journey in moved]).values("field")
    done = []
    for field in CustomField.objects.filter(key__in=keys).exclude(pk__in=came).order_by("pk"):
        had = _values(stays, goes, field)
        if had[0] != had[1] and _exchange(stays, goes, field):
            done.append({"field": field.pk, "key": field.key, "mine": had[0], "theirs": had[1]})
    return done


def exchange_back(stays: Lead, goes: Lead, done: Collection[Mapping[str, Any]]) -> list[str]:
    """As they were, but for what somebody changed since: the names of those fields."""
    fields = CustomField.objects.in_bulk([one["field"] for one in done]) if done else {}
    left = []
    for one in done:
        field = fields.get(one["field"])
        if field is None or _values(stays, goes, field) != (one["theirs"], one["mine"]):
            left.append(field.name if field else one["key"])
        else:
            _exchange(stays, goes, field)
    return left


def further(one: Lead, other: Lead) -> Lead:
    """Whose record better stays: of who is further on the way, else of who came first (F 2b, Duplicates)."""
    return max((one, other), key=lambda lead: (_place(lead), -lead.pk))


def _place(lead: Lead) -> int:
    return -1 if lead.stage.semantic in _OFF_THE_PATH else lead.stage.position


def _values(stays: Lead, goes: Lead, field: CustomField) -> tuple[str | None, str | None]:
    rows = {row.lead_id: getattr(row, COLUMNS[field.kind]) for row in _rows(stays, goes, field)}
    return plain(rows.get(stays.pk)), plain(rows.get(goes.pk))


def _exchange(stays: Lead, goes: Lead, field: CustomField) -> bool:
    """What one of them has alone goes over; False when there was nothing."""
    rows = list(_rows(stays, goes, field))
    if len(rows) == 1:
        rows[0].lead_id = goes.pk if rows[0].lead_id == stays.pk else stays.pk
    elif rows:
        one, other = rows
        for name in _VALUES:
            mine, theirs = getattr(one, name), getattr(other, name)
            setattr(one, name, theirs)
            setattr(other, name, mine)
    CustomValue.objects.bulk_update(rows, ["lead", *_VALUES])
    return bool(rows)


def _rows(stays: Lead, goes: Lead, field: CustomField) -> Any:
    return CustomValue.objects.filter(lead__in=[stays.pk, goes.pk], field=field).order_by("pk")
