"""One change of what the inbox keeps about conversations, for one or many, which can be taken back (F:T18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from comms.models import Conversation
from comms.services import live
from comms.services.writing import may_write
from crm.lib.errors import InvalidData
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

MOST = 200  # conversations at once: as many as a person ticks


@dataclass(frozen=True)
class Turned:
    """`operation` takes it back; None when nothing changed. `unseen`: not there, or not theirs."""

    operation: Operation | None
    changed: int
    unseen: int


@transaction.atomic
def turn(
    pks: Iterable[int], kind: str, after: Mapping[str, Any], *, by: User, now: datetime, about: Mapping[str, Any]
) -> Turned:
    """Give each that `by` sees these columns. The rows are held before they are looked at, and `by` has the rights
    of this moment (H:A14). Raises NotAllowed, and InvalidData for more than MOST."""
    rows, unseen, by = held(pks, by=by)
    changing = [row for row in rows if any(getattr(row, name) != value for name, value in after.items())]
    if not changing:
        return Turned(None, 0, unseen)
    before = [(row.pk, as_kept(row, after)) for row in changing]
    Conversation.objects.filter(pk__in=[row.pk for row in changing]).update(**after)
    kept = as_kept(Conversation(**after), after)
    return Turned(remembered(kind, before, by=by, now=now, after=kept, about=about), len(changing), unseen)


def held(pks: Iterable[int], *, by: User) -> tuple[list[Conversation], int, User]:
    """Those that `by` sees, how many they do not, and `by` with the rights of this moment."""
    wanted = set(pks)
    if len(wanted) > MOST:
        raise InvalidData(_("Choose at most %(most)d conversations at once.") % {"most": MOST})
    _hold(Conversation.objects.filter(pk__in=wanted))
    by = may_write(by)
    rows = list(Conversation.objects.visible_to(by).filter(pk__in=wanted))
    return rows, len(wanted) - len(rows), by


def remembered(
    kind: str,
    before: list[tuple[int, Mapping[str, Any]]],
    *,
    by: User,
    now: datetime,
    after: Mapping[str, Any],
    about: Mapping[str, Any],
) -> Operation:
    """Tell the open lists, and keep how it was."""
    for pk, _columns in before:
        live.changed(pk)
    return remember(kind, by=by, rows=before, after=after, about=about, now=now)


def turn_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """What the columns held before; a conversation that somebody turned since, or that a reply woke, stays."""
    kept = dict(operation.rows.values_list("object_pk", "before"))
    _hold(Conversation.objects.filter(pk__in=kept))
    rows = list(Conversation.objects.visible_to(by).filter(pk__in=kept).select_related("lead"))
    good = [row for row in rows if as_kept(row, operation.after) == operation.after]
    for row in good:
        columns = {name: _value(name, value) for name, value in kept[row.pk].items()}
        Conversation.objects.filter(pk=row.pk).update(**columns)
        live.changed(row.pk)
    back = {row.pk for row in good}
    since = tuple(str(row.lead or row.name or row.address) for row in rows if row.pk not in back)
    return Outcome(len(good), since, len(kept) - len(rows), back)


def _hold(rows: QuerySet[Conversation]) -> None:
    list(rows.order_by("pk").select_for_update(no_key=True).values("pk"))


def _value(name: str, kept: Any) -> Any:
    is_moment = isinstance(Conversation._meta.get_field(name), DateTimeField)
    return parse_datetime(kept) if is_moment and kept else kept
