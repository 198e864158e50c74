"""What programs send about a lead, as the services take it: by type here, by meaning there (H:A5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.api.bodies import a_moment, is_id, read_moment
from leads.api.lead_schema import CHANGEABLE, CREATE, FOLLOW_UP, ON_MOVING, PATCH
from leads.models import Temperature
from leads.services.custom import PREFIX
from leads.services.moving.given import NOTHING, Given
from leads.services.new_lead import PERSON

ROWS = {"stage", "assigned_to", "treatment", "partner"}
LINES = {"first_name", "last_name", "city", "company", "interest", "sub_source", "lost_note", "follow_up_note"}
CHANCE, HEAT = "conversion_probability", "temperature"


@dataclass(frozen=True)
class Sent:
    """`columns` as `change_lead` takes them, `given` what a stage asks for, `follow_up` by column. `by_hand`, of
    CHANCE and HEAT, is what a person sets against the rules, or None to let it go by them again."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    given: Given = NOTHING
    follow_up: Mapping[str, Any] = field(default_factory=dict)
    by_hand: Mapping[str, Any] = field(default_factory=dict)


def read_change(data: object) -> Sent:
    """Raises InvalidData for what is no such field or of another type."""
    if not isinstance(data, Mapping):
        raise InvalidData(_("Send one JSON object with the fields to change."))
    _refuse(data, PATCH["properties"], _("This field cannot be changed."))
    columns = {_column(name): _value(name, value) for name, value in data.items() if name in CHANGEABLE}
    columns |= {f"{PREFIX}{key}": value for key, value in data.get("custom", {}).items()}
    step = {name: _value(name, value) for name, value in data.items() if name in FOLLOW_UP}
    by_hand = {name: _value(name, value) for name, value in data.items() if name in (CHANCE, HEAT)}
    return Sent(columns, read_given(data), step, by_hand)


def read_new(data: object) -> tuple[dict[str, str], dict[str, Any]]:
    """The person, and the rest by column, as `leads.services.new_lead` takes them. Raises as `read_change`."""
    if not isinstance(data, Mapping):
        raise InvalidData(_("Send one JSON object."))
    _refuse(data, CREATE["properties"], _("There is no such field."))
    person = {name: data[name] for name in PERSON if name in data}
    more = {_column(name): _value(name, value) for name, value in data.items() if name not in person}
    return person, more


def read_given(data: Mapping[str, Any]) -> Given:
    """What a stage asks for, of what was sent: null or an empty text empties it. InvalidData by name for another
    type."""
    asked = {name: value for name, value in data.items() if name in ON_MOVING}
    _refuse(asked, ON_MOVING, "")
    return Given.of({name: _value(name, value) for name, value in asked.items()})


def _refuse(data: Mapping[str, Any], known: Mapping[str, Any], said: str) -> None:
    refused = {name: [said] for name in data if name not in known}
    refused |= {name: [told] for name in known if name in data and (told := _wrong(name, data[name]))}
    if refused:
        raise InvalidData(_("Some fields are wrong."), fields=refused)


def _wrong(name: str, value: object) -> str:
    if name in ROWS:
        is_key = is_id(value) or (value is None and name != "stage")
        return "" if is_key else _("An id, a whole number.")
    if name == "custom":
        return "" if isinstance(value, Mapping) else _("Send one JSON object.")
    if name in _TYPED:
        is_none = value is None and name != "is_test"
        return "" if is_none or _TYPED[name](value) is not None else _TOLD[name]()
    if not isinstance(value, str):
        return _("A text.")
    letters = value.isascii() and value.isalpha() and len(value) == 2
    return _("Two letters, as in IT.") if name == "country" and value and not letters else ""


def _whole(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None


def _said(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _share(value: object) -> Decimal | None:
    return Decimal(str(value)) if type(value) in {int, float} and 0 <= value <= 1 else None


def _temperature(value: object) -> str | None:
    return value if isinstance(value, str) and value in Temperature.values else None


_TYPED = {
    "follow_up_at": read_moment,
    "next_follow_up": read_moment,
    "amount": _whole,
    "is_won": _said,
    "is_test": _said,
    CHANCE: _share,
    HEAT: _temperature,
}
_TOLD = {
    "follow_up_at": a_moment,
    "next_follow_up": a_moment,
    "amount": lambda: _("A whole number, in minor units."),
    "is_won": lambda: _("true or false."),
    "is_test": lambda: _("true or false."),
    HEAT: lambda: _("hot, warm or cold, or null."),
    CHANCE: lambda: _("A number from 0 to 1, or null."),
}


def _column(name: str) -> str:
    return f"{name}_id" if name in ROWS else name


def _value(name: str, value: Any) -> Any:
    if name in LINES:
        return one_line(value)
    if name in {"country", "currency"}:
        return value.upper()
    return _TYPED[name](value) if name in _TYPED else value
