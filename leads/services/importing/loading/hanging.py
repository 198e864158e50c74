"""What hangs on the leads of a piece: tags, notes, consents, own fields, numbers of other systems, stops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import (
    Consent,
    CustomValue,
    ImportedLead,
    LeadImport,
    LeadTag,
    Note,
    Practice,
    Reference,
    Suppression,
)
from leads.services.consent.agreeing import Given, row_of
from leads.services.consent.keys import itself, key_of
from leads.services.importing.staging import Said
from leads.services.spreading import tell_all
from leads.services.tags import given_by_tag, tag_named
from leads.signals import tags_given
from tenants.services.copying import copy_in
from tenants.staff.models import User

IMPORT = "import"  # of Consent and Suppression: where it was said
CUSTOM = ("lead_id", "field_id", "text", "number", "day")


@dataclass(frozen=True, slots=True)
class Hanging:
    """`said` is what is to be added to this lead: all of a new one's row, of a known one's what it had not."""

    pk: int
    number: int
    said: Said
    is_new: bool


def hang(rows: Sequence[Hanging], brought: LeadImport, *, by: User | None, now: datetime) -> None:
    """A COPY for each kind of row that there is any of, and two questions for each tag that is new."""
    who = by.pk if by else None
    came = ((one.pk, brought.pk, one.number, one.is_new, now) for one in rows)
    copy_in(ImportedLead, ("lead_id", "brought_id", "number", "is_new", "at"), came)
    _put_tags(rows, who, now)
    _put(Note, ("lead_id", "body", "at", "by_id"), [(o.pk, o.said.note, now, who) for o in rows if o.said.note])
    _put(CustomValue, CUSTOM, [(one.pk, *_custom(value)) for one in rows for value in one.said.custom])
    _put(Reference, ("lead_id", "system", "value"), [(o.pk, *o.said.reference) for o in rows if o.said.reference])
    _put(Practice, ("lead_id", "rating", "website"), [_practice(one) for one in rows if is_practice(one.said)])
    _put_consents(rows, brought, who, now)
    _put_stops(rows, who, now)


def is_practice(said: Said) -> bool:
    return said.rating is not None or bool(said.website)


def _put(model: type[Any], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        copy_in(model, names, rows)


def _put_tags(rows: Iterable[Hanging], who: int | None, now: datetime) -> None:
    named = {name for one in rows for name in one.said.tags}
    tags = {name: tag_named(name).pk for name in sorted(named)}
    ties = {(one.pk, tags[name]) for one in rows for name in one.said.tags}
    _put(LeadTag, ("lead_id", "tag_id", "at", "by_id"), [(*tie, now, who) for tie in sorted(ties)])
    if ties:
        tell_all(tags_given, given=given_by_tag(sorted(ties)), now=now)


def _custom(value: Sequence[Any]) -> tuple[object, ...]:
    field, column, text = value
    return field, *(
        text if column == name else empty for name, empty in (("text", ""), ("number", None), ("day", None))
    )


def _practice(one: Hanging) -> tuple[object, ...]:
    rating = None if one.said.rating is None else f"{one.said.rating:.1f}"
    return one.pk, rating, one.said.website[:300]


def _put_consents(rows: Iterable[Hanging], brought: LeadImport, who: int | None, now: datetime) -> None:
    """What a column proves, by a clear word; who is imported has agreed to nothing else (H:I11)."""
    said = [row for one in rows for row in _consents(one, brought)]
    _put(Consent, ("lead_id", "at", "by_id", *_OF_CONSENT), [(pk, now, who, *row) for pk, row in said])


_OF_CONSENT = ("purpose", "channel", "is_given", "source", "text_shown", "text_hash", "form", "ip", "address_key")


def _consents(one: Hanging, brought: LeadImport) -> Iterable[tuple[int, Iterable[object]]]:
    key = key_of(*one.said.reachable[0]) if one.said.consents and one.said.reachable else ""
    for purpose, channel, is_given in one.said.consents:
        columns: Mapping[str, Any] = row_of(
            Given(purpose, channel, source=IMPORT, form=brought.name), address_key=key, is_given=is_given
        )
        yield one.pk, [columns[name] for name in _OF_CONSENT]


def _put_stops(rows: Iterable[Hanging], who: int | None, now: datetime) -> None:
    """A file may stop somebody; none lifts a stop (H:G7)."""
    columns = ("address_key", "is_on", "reason", "source", "at", "lead_id", "by_id")
    stop = (True, Suppression.Reason.ASKED.value, IMPORT, now)
    stopped = [one for one in rows if one.said.do_not_contact]
    keys = ((one.pk, key_of(*way)) for one in stopped for way in [itself(one.pk), *one.said.reachable])
    _put(Suppression, columns, [(key, *stop, pk, who) for pk, key in keys])
