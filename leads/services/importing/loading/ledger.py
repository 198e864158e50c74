"""What a list did, for its undo: an operation for each of its pieces, and one for all of them."""

from datetime import datetime

from leads.models import LeadImport
from leads.services.importing.loading.pieces import Loaded
from tenants.staff.models import User
from tenants.undo.services.ledger import gather, remember, still_open

LOAD = "leads.import"  # the kind of its run and of its operation


def remember_rows(brought: LeadImport, loaded: Loaded, by: User | None, now: datetime) -> None:
    """Part of the transaction that wrote them; the caller saves `brought`. The first piece is an operation of its
    own, and a part of the whole as soon as there is a second."""
    if not loaded.rows:
        return
    whole = still_open(brought.operation) if brought.operation else None
    about = {"import": brought.pk, "name": brought.name}
    if whole is not None and not whole.parts.exists():
        whole = gather(whole, None)
    made = remember(LOAD, by=by, rows=loaded.rows, about=about, now=now, part_of=whole)
    brought.operation = whole or made


def is_taken_back(brought: LeadImport) -> bool:
    """Somebody undid what was in already: the rest does not come in."""
    if brought.operation is None or still_open(brought.operation):
        return False
    brought.state = LeadImport.State.UNDONE
    return True
