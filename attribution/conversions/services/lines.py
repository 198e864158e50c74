"""How a file of conversions is written, byte for byte. Pure (F:M2, INTEGRATIONS 8.1, vectors google_ads).

Our six columns, which Google's importer does not take, and Google's own templates: a line of parameters with the
time zone, the header, times in that zone. Each cell passes conversions.services.allowed.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from attribution.conversions.services.allowed import (
    CLICK,
    CURRENCY,
    DECIMAL,
    GRANTED,
    HASH,
    MINUTE,
    OFFSET,
    ORDER,
    Shape,
    maybe,
    one_of,
    passed_row,
)
from crm.lib.csvsafe import cell

MINOR = 100  # all currencies of a clinic have two decimals
TYPES = {"retracted": "RETRACT", "restated": "RESTATE"}


@dataclass(frozen=True)
class Line:
    """One conversion, or what changed of one; `value` in minor units, None where there is none to tell."""

    name: str
    at: datetime
    order_id: str
    value: int | None = None
    currency: str = ""
    what: str = "told"
    click_kind: str = ""
    click_id: str = ""
    mail_hash: str = ""
    phone_hash: str = ""

    def click(self, kind: str) -> str:
        return self.click_id if self.click_kind == kind else ""


@dataclass(frozen=True)
class Column:
    """What stands in it, from a line and the zone of the file, and the shape that alone may leave."""

    name: str
    of: Callable[[Line, ZoneInfo], str]
    shape: Shape


def bytes_of(
    layout: str, lines: Iterable[Line], *, zone: str, names: Collection[str], orders: bool = False
) -> bytes:
    """The file. `names` are the only ones a conversion may have; `orders` adds Google's column of order IDs.

    Raises NotAllowedOut when a cell is not of the shape of its column.
    """
    columns, there = _columns(layout, names, orders), ZoneInfo(zone)
    shapes = {one.name: one.shape for one in columns}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if layout != "plain":
        written.write(f"Parameters:TimeZone={there.key}\n")
    writer.writerow(shapes)
    for line in lines:
        row = {one.name: one.of(line, there) for one in columns}
        writer.writerow([cell(value) for value in passed_row(row, shapes)])
    return written.getvalue().encode()


def _columns(layout: str, names: Collection[str], orders: bool) -> list[Column]:
    known = one_of(names)
    plain = [
        Column("gclid", lambda line, _zone: line.click("gclid"), CLICK),
        Column("conversion_name", _name, known),
        Column("conversion_time", _with_offset, OFFSET),
        Column("conversion_value", _value, maybe(DECIMAL)),
        Column("currency", _currency, maybe(CURRENCY)),
        Column("order_id", _order, ORDER),
    ]
    conversion = [
        Column("Conversion Name", _name, known),
        Column("Conversion Time", _local, MINUTE),
        Column("Conversion Value", _value, maybe(DECIMAL)),
        Column("Conversion Currency", _currency, maybe(CURRENCY)),
        *([Column("Order ID", _order, ORDER)] if orders else []),
    ]
    ids = [Column("GBRAID", _of_click("gbraid"), maybe(CLICK)), Column("WBRAID", _of_click("wbraid"), maybe(CLICK))]
    by_layout: Mapping[str, list[Column]] = {
        "plain": plain,
        "gclid": [Column("Google Click ID", _of_click("gclid"), CLICK), *conversion],
        "gbraid": [Column("Google Click ID", _of_click("gclid"), maybe(CLICK)), *ids, *conversion],
        "wbraid": [Column("Google Click ID", _of_click("gclid"), maybe(CLICK)), *ids, *conversion],
        "enhanced": [
            Column("Email", lambda line, _zone: line.mail_hash, maybe(HASH)),
            Column("Phone Number", lambda line, _zone: line.phone_hash, maybe(HASH)),
            *conversion,
            Column("Ad User Data", lambda _line, _zone: "Granted", GRANTED),
            Column("Ad Personalization", lambda _line, _zone: "Denied", GRANTED),
        ],
        "adjustments": [
            Column("Order ID", _order, ORDER),
            Column("Conversion Name", _name, known),
            Column("Adjustment Time", _local, MINUTE),
            Column("Adjustment Type", lambda line, _zone: TYPES[line.what], one_of(TYPES.values())),
            Column("Adjusted Value", _value, maybe(DECIMAL)),
            Column("Adjusted Value Currency", _currency, maybe(CURRENCY)),
        ],
    }
    return by_layout[layout]


def _of_click(kind: str) -> Callable[[Line, ZoneInfo], str]:
    return lambda line, _zone: line.click(kind)


def _name(line: Line, _zone: ZoneInfo) -> str:
    return line.name


def _order(line: Line, _zone: ZoneInfo) -> str:
    return line.order_id


def _currency(line: Line, _zone: ZoneInfo) -> str:
    return line.currency if line.value is not None else ""


def _value(line: Line, _zone: ZoneInfo) -> str:
    """3200.50; nothing is 0, as Google's template writes it, and an amount that there is not is an empty cell."""
    if line.value is None:
        return ""
    whole, rest = divmod(line.value, MINOR)
    return f"{whole}.{rest:02d}" if line.value else "0"


def _local(line: Line, zone: ZoneInfo) -> str:
    """In the zone of the first line, so without one of its own."""
    return line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _with_offset(line: Line, zone: ZoneInfo) -> str:
    """With the offset as Google's importer reads one: without a colon."""
    return line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S%z")
