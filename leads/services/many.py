"""One change to many leads: all that may be changed, in one transaction that can be taken back (F:T18, T20)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed
from leads.models import Lead
from leads.services.heat import back_at_work
from leads.services.left_behind import free_left_behind, owners_of
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

MOST = 5000  # leads in one transaction
CHANGE = "leads.change_lead"


@dataclass(frozen=True)
class Change:
    """What happens to each lead: `after` by column, to those that are `fit`; `verb` in the trail.

    `to_work` when it may bring leads back to work: then nobody who left keeps one. `kept` are further columns that
    an undo may want to know, and `why` is the product's own reason for a new owner.
    """

    kind: str
    verb: str
    after: Mapping[str, Any]
    fit: Q
    about: Mapping[str, Any] = field(default_factory=dict)
    to_work: bool = False
    kept: tuple[str, ...] = ()
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """How many changed; how many were so already, and how many are not there or not this person's.

    `conflicts` are skipped because a colleague said something else of them: by key a sentence with what
    stands there. An action that only begins something says where to go `onward`.
    """

    operation: Operation | None
    changed: int
    already: int
    out_of_sight: int
    pks: tuple[int, ...] = ()  # of those that changed
    said: str = ""  # what happened, where no operation names it
    conflicts: Mapping[int, str] = field(default_factory=dict)
    onward: str = ""  # the page to go on at


@transaction.atomic
def change_many(ids: Iterable[int], change: Change, *, by: User, now: datetime) -> Done:
    """Change what of `ids` is visible to `by` and fit, or nothing at all when something fails.

    The rows are locked first and looked at afterwards: one that was given away meanwhile is out of sight, and `by`
    has the rights of this moment (H:A14). A merged lead stays as it went. The number of statements does not depend
    on the number of leads. Raises NotAllowed without the right, InvalidData for more than MOST.
    """
    held = hold(ids, by=by, to_work=change.to_work)
    rows = list(Lead.objects.filter(change.fit, pk__in=held.seen, merged_into=None).prefetch_related("identities"))
    operation = _write(rows, change, held.by, now) if rows else None
    pks = tuple(row.pk for row in rows)
    return Done(operation, len(rows), len(held.seen) - len(rows), held.out_of_sight, pks)


@dataclass(frozen=True)
class Held:
    """Leads that nobody else changes until the transaction ends, and who changes them: with the rights of now, or
    None for the product itself."""

    by: User | None
    seen: frozenset[int]
    out_of_sight: int


def hold(ids: Iterable[int], *, by: User | None, to_work: bool = False) -> Held:
    """Of `ids` what `by` sees, locked before it is looked at; the product itself sees all (H:A14).

    With `to_work` their owners are held before them. Raises NotAllowed, InvalidData for more than MOST.
    """
    wanted = set(ids)
    if len(wanted) > MOST:
        raise InvalidData(_("Choose at most %(most)d leads at once.") % {"most": MOST})
    if to_work:
        lock_owners(owners_of(wanted))
    _lock(wanted)
    by = as_of_now(by) if by else None
    visible = Lead.objects.visible_to(by) if by else Lead.objects.all()
    seen = frozenset(visible.filter(pk__in=wanted).values_list("pk", flat=True))
    return Held(by, seen, len(wanted) - len(seen))


def as_of_now(by: User) -> User:
    """`by` with the rights and scope of this moment, for when the rows are locked. NotAllowed without CHANGE."""
    by = User.objects.get(pk=by.pk)
    if not by.has_perm(CHANGE):
        raise NotAllowed(_("Your role does not change leads."))
    return by


def _lock(ids: Iterable[int]) -> None:
    list(Lead.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values("pk"))


def _write(rows: list[Lead], change: Change, by: User, now: datetime) -> Operation:
    before = [(row.pk, as_kept(row, [*change.after, *change.kept])) for row in rows]
    lines = [(row.pk, str(row), _told(row, change)) for row in rows]
    Lead.objects.filter(pk__in=[row.pk for row in rows]).update(**change.after, updated_at=now)
    record_many(change.verb, Lead, lines)
    if "assigned_to_id" in change.after:
        owner = change.after["assigned_to_id"]
        handed = (Handed(row.pk, row.assigned_to_id, owner, change.why) for row in rows)
        note_owner_changes(handed, by=by, at=now)
    if change.to_work:
        free_left_behind([row.pk for row in rows], now=now)
        back_at_work([row.pk for row in rows])
    after = as_kept(Lead(**change.after), change.after)
    return remember(change.kind, by=by, rows=before, after=after, about=change.about, now=now)


def _told(row: Lead, change: Change) -> dict[str, tuple[Any, Any]]:
    return {name.removesuffix("_id"): (getattr(row, name), value) for name, value in change.after.items()}
