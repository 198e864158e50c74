"""The trail in plain lines: who, when, what, from where (F:T11, T12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Model, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenants.audit import origin
from tenants.audit.models import Entry
from tenants.audit.services.values import Change, Names, changes_in_words, model_of, names_in
from tenants.audit.words import DOORS, said

if TYPE_CHECKING:
    from tenants.staff.models import User

SHOWN = 50  # lines on the page of one object


@dataclass(frozen=True)
class Line:
    """`did` follows `who`, a name of today and their own choice: `mail` says who it was.

    `kind` and `thing` are empty for what happened to nothing in particular; `did` names the thing where it matters.
    """

    at: datetime
    who: str
    mail: str
    did: str
    kind: str
    thing: str
    changes: list[Change]
    door: str
    address: str
    note: str


def lines_of(obj: Model, reader: "User", *, most: int = SHOWN) -> list[Line]:
    """The newest lines about one object, newest first; the caller has checked that `reader` may see it.

    Addresses are told to those who may look at the whole trail.
    """
    entries = list(Entry.objects.about(obj)[:most])
    return told(entries, reader=reader, with_address=reader.has_perm("audit.view_entry"))


def told(entries: Sequence[Entry], *, reader: "User | None" = None, with_address: bool = True) -> list[Line]:
    """Entries in words: a query for the people, one for each kind of row that changes point at, as far as `reader`
    sees those; None is who may look at the whole trail."""
    prefetch_related_objects(entries, "actor")
    names = names_in(entries, reader)
    return [_line(entry, names, with_address) for entry in entries]


def who_did(entry: Entry) -> str:
    """The person by today's name; a program by the name of its key, task or command."""
    if entry.actor_id:
        return str(entry.actor)
    if entry.said("who"):
        return entry.said("who")
    if entry.door == origin.API and entry.said("name"):
        return _("API key %(name)s") % {"name": entry.said("name")}
    return _("Somebody not logged in") if entry.door in (origin.ADMIN, origin.API, origin.PUBLIC) else "Bridgework"


def _line(entry: Entry, names: Names, with_address: bool) -> Line:
    model = model_of(entry)
    about_nothing = model is Entry or (model is None and not entry.object_repr)
    return Line(
        at=entry.timestamp,
        who=who_did(entry),
        mail=entry.actor_email or "",
        did=said(entry.verb, entry.object_repr),
        kind="" if about_nothing else capfirst(str(model._meta.verbose_name if model else _("Removed kind"))),
        thing=entry.object_repr,
        changes=changes_in_words(entry, names),
        door=_door(entry),
        address=(entry.remote_addr or "") if with_address else "",
        note=entry.note,
    )


def _door(entry: Entry) -> str:
    shown = str(DOORS.get(entry.door, entry.door))
    name = entry.said("name")
    return f"{shown} ({name.rpartition('.')[2]})" if name and entry.door in (origin.TASK, origin.COMMAND) else shown
