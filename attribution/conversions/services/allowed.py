"""The one door to ad platforms: a field that is not in a list here, or a value of another shape, does not leave.

Pure, and a list of what may, never of what may not (FEATURES 3.4). Whatever writes a file or a payload hands it
over here last and sends what it gets back. Names of fields say where they stand: `user_data.em[]` is each one.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

Shape = Callable[[Any], bool]
Fields = Mapping[str, Shape]


class NotAllowedOut(ValueError):
    """A programmer's mistake: this field, or this value of it, never leaves. The value is not in the message."""

    def __init__(self, field: str):
        super().__init__(f"{field} does not leave the clinic.")
        self.field = field


def text(pattern: str, *, empty: bool = False) -> Shape:
    """Text that is wholly of this pattern, in ASCII."""
    known = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and bool((empty and not value) or known.fullmatch(value))


def one_of(values: Collection[Any]) -> Shape:
    known = frozenset(values)
    return lambda value: isinstance(value, str | int) and value in known


def whole(least: int, most: int) -> Shape:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def truth(value: Any) -> bool:
    return isinstance(value, bool)


def amount(value: Any) -> bool:
    """A JSON number that is money, not below nothing."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e13


CLICK = text(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,511}")
HASH = text(r"[0-9a-f]{64}")
CURRENCY = text(r"[A-Z]{3}")
NUMBER = text(r"[0-9]{1,20}")
DECIMAL = text(r"[0-9]{1,16}(\.[0-9]{1,3})?")
MINUTE = text(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
OFFSET = text(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{4}")
RFC3339 = text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
ORDER = text(r"(lead-)?[0-9]{1,19}(-[0-9]{1,5})?")  # the lead's number, and which of its journeys
STEP = text(r"(lead-)?[0-9]{1,19}(-[0-9]{1,5})?(:[a-z0-9]{1,12}){0,3}")
GRANTED = one_of(["Granted", "Denied"])


def maybe(shape: Shape) -> Shape:
    """The same, or an empty cell."""
    return lambda value: value == "" or shape(value)


def passed(payload: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """`payload` as it is, copied. Raises NotAllowedOut for a field that `fields` does not name or a value that is
    not of its shape."""
    for path, value in _leaves(payload):
        shape = fields.get(path)
        if shape is None or not shape(value):
            raise NotAllowedOut(path)
    return _copied(payload)


def passed_row(row: Mapping[str, str], fields: Fields) -> list[str]:
    """The cells of a line in the order of `fields`, each column there. Raises NotAllowedOut."""
    if list(row) != list(fields):
        raise NotAllowedOut(next((name for name in row if name not in fields), "a column"))
    checked = passed(row, fields)
    return [checked[name] for name in fields]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if not isinstance(name, str) or set(name) & set(".[]"):
                raise NotAllowedOut(f"{path}.?")
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    else:
        yield path, value


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(inner) for inner in value]
    return value


# What Google's Data Manager takes of one event (INTEGRATIONS 8.3).
DATA_MANAGER_EVENT: Fields = {
    "transactionId": STEP,
    "eventTimestamp": RFC3339,
    "eventSource": one_of(["WEB", "APP", "IN_STORE", "PHONE", "MESSAGE", "OTHER"]),
    "currency": CURRENCY,
    "conversionValue": amount,
    "adIdentifiers.gclid": CLICK,
    "adIdentifiers.gbraid": CLICK,
    "adIdentifiers.wbraid": CLICK,
    "userData.userIdentifiers[].emailAddress": HASH,
    "userData.userIdentifiers[].phoneNumber": HASH,
    "consent.adUserData": one_of(["CONSENT_GRANTED", "CONSENT_DENIED"]),
    "consent.adPersonalization": one_of(["CONSENT_GRANTED", "CONSENT_DENIED"]),
}


def meta_event(names: Collection[str]) -> Fields:
    """What Meta's Conversions API takes of one event of a CRM (INTEGRATIONS 9); `names` are the clinic's neutral
    ones."""
    return {
        "event_name": one_of(names),
        "event_time": whole(1_000_000_000, 9_999_999_999),
        "event_id": STEP,
        "action_source": one_of(["system_generated"]),
        "user_data.lead_id": whole(10**9, 10**18),
        "user_data.em[]": HASH,
        "user_data.ph[]": HASH,
        "user_data.fbc": text(r"fb\.[0-2]\.[0-9]{10,13}\.[A-Za-z0-9_-]{1,500}"),
        "custom_data.event_source": one_of(["crm"]),
        "custom_data.lead_event_source": one_of(["Bridgework"]),
        "custom_data.value": amount,
        "custom_data.currency": CURRENCY,
    }
