"""The operator's import: here and now, and once, however often the command is repeated (F:I24, H:I9)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leads.models import LeadImport
from leads.services.importing.bringing import bring
from leads.services.importing.checking import check_all
from leads.services.importing.loading import load_all
from leads.services.importing.taking import Sender, take_file
from tenants.staff.models import User

VIA = "import_leads"
CHUNK = 64 * 1024
State = LeadImport.State
NOT_IN_YET = (State.CHECKING, State.CHECKED)


@dataclass(frozen=True)
class Order:
    """`mapping` None: as the clinic read such a header before, else as suggested. `by` None is the operator."""

    file: Path
    mapping: Mapping[str, str] | None
    is_dry: bool
    by: User | None


def bring_file(order: Order, *, now: datetime) -> LeadImport:
    """Check it and, unless dry, load it. A file that this command brought before goes on where it stopped, from its
    beginning where the columns become something else now; one that is in is left as it is. Raises as `take_file`
    and `check`."""
    brought = _interrupted(order) or _taken(order, now)
    is_anew = brought.state == State.READ or (order.is_dry and brought.state == State.CHECKED)
    if is_anew or (brought.state in NOT_IN_YET and _is_read_otherwise(order, brought)):
        bring(brought.pk, order.mapping or brought.mapping, brought.options, by=order.by, now=now)
    check_all(brought.pk, by=order.by, now=now)
    if not order.is_dry:
        load_all(brought.pk, by=order.by, now=now)
    brought.refresh_from_db()
    return brought


def _interrupted(order: Order) -> LeadImport | None:
    with order.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    same = LeadImport.objects.filter(sha256=digest, via=VIA, by=order.by).exclude(stored="")
    return same.exclude(state=State.UNDONE).order_by("-pk").first()


def _is_read_otherwise(order: Order, brought: LeadImport) -> bool:
    """Whether somebody says of the columns what they did not say before."""
    if order.mapping is None:
        return False
    said, before = ({one for one in mapping.items() if one[1]} for mapping in (order.mapping, brought.mapping))
    return said != before


def _taken(order: Order, now: datetime) -> LeadImport:
    with order.file.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        return take_file(order.file.name, chunks, by=order.by, now=now, sender=Sender(VIA))
