"""What programs send, by type: wrong is 422 by field, and nothing reaches a service that is not what it takes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.row_ids import HIGHEST
from leads.services.many import MOST


def fields_of(data: object, known: Collection[str]) -> Mapping[str, Any]:
    """The object that was sent. Raises InvalidData for anything else, and for a field that there is not (H:A5)."""
    if not isinstance(data, Mapping):
        raise InvalidData(_("Send one JSON object."))
    if strange := [name for name in data if name not in known]:
        raise InvalidData(
            _("Some fields are wrong."), fields={name: [_("There is no such field.")] for name in strange}
        )
    return data


def text(data: Mapping[str, Any], name: str, default: str = "") -> str:
    value = data.get(name, default)
    return value if isinstance(value, str) else wrong(name, _("A text."))


def yes_or_no(data: Mapping[str, Any], name: str, default: bool = False) -> bool:
    value = data.get(name, default)
    return value if isinstance(value, bool) else wrong(name, _("true or false."))


def number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    return value if is_id(value) else wrong(name, _("An id, a whole number."))


def maybe_number(data: Mapping[str, Any], name: str) -> int | None:
    return None if data.get(name) is None else number(data, name)


def maybe_moment(data: Mapping[str, Any], name: str) -> datetime | None:
    value = data.get(name)
    return None if value is None else read_moment(value) or wrong(name, a_moment())


def numbers(data: Mapping[str, Any], name: str, *, most: int = MOST) -> list[int]:
    value = data.get(name)
    if not isinstance(value, list) or not all(is_id(one) for one in value):
        wrong(name, _("A list of ids, whole numbers."))
    return (
        value if len(value) <= most else wrong(name, _("Choose at most %(most)d leads at once.") % {"most": most})
    )


def texts(data: Mapping[str, Any], name: str) -> list[str]:
    value = data.get(name, [])
    good = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return value if good else wrong(name, _("A list of texts."))


def words_by_name(data: Mapping[str, Any], name: str) -> Mapping[str, str]:
    value = data.get(name, {})
    good = isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
    return value if good else wrong(name, _("An object of texts."))


def read_moment(value: object) -> datetime | None:
    """A time with its zone: without one it would be anybody's. None for anything else."""
    try:
        at = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None and 1990 <= at.year < 2200 else None


def a_moment() -> str:
    return _("A time with its zone, as in 2026-11-21T09:00:00Z.")


def is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= HIGHEST


def wrong(name: str, said: str) -> Any:
    raise InvalidData(f"{name}: {said}", fields={name: [said]})
