"""A list is loaded in the background, or here and now by the operator's command: each piece is a transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere
from leads.models import LeadImport
from leads.services.importing.checking import check_piece, held, is_at_work
from leads.services.importing.limits import piece
from leads.services.importing.loading.ledger import LOAD, is_taken_back, remember_rows
from leads.services.importing.loading.pieces import load_rows, staged_after
from tenants.runs.models import Run
from tenants.runs.services.starting import start
from tenants.staff.models import User

State = LeadImport.State


@transaction.atomic
def load(pk: int, *, by: User, now: datetime) -> Run:
    """Write what was checked, in the background; the run says how far it is. Raises NotThere, and Conflict for a
    list that is not checked, is being loaded or is in."""
    LeadImport.objects.filter(pk=pk).select_for_update().values("pk").first()
    brought = LeadImport.objects.visible_to(by).filter(pk=pk).first()
    if brought is None:
        raise NotThere
    if brought.state != State.CHECKED and (brought.state != State.LOADING or is_at_work(brought)):
        raise Conflict(_("Check the list first; one that is imported already is imported once."))
    brought.state = State.LOADING
    return begin_run(brought, by=by, now=now)


def begin_run(brought: LeadImport, *, by: User | None, key_id: int | None = None, now: datetime) -> Run:
    """For a list that is checked, or that is checked first; the caller holds it and has asked who may."""
    about = {"import": brought.pk, "name": brought.name}
    run = start(LOAD, by=by, about=about, total=brought.row_count, key_id=key_id, now=now)
    brought.run = run.pk
    brought.save(update_fields=["run", "state"])
    return run


def step(run: Run, by: User | None, now: datetime) -> bool:
    """One piece of a run: of the check, as long as it is not checked, then of the loading."""
    brought = held(run.about["import"])
    more = go_on(brought, by=by, now=now)
    run.done = _done(brought) if more else run.total or 0
    run.result = {name: brought.counts.get(name, 0) for name in ("new", "merge", "skip")} | {"import": brought.pk}
    return more


def load_all(pk: int, *, by: User | None, now: datetime) -> None:
    """Here and now, piece by piece, each a transaction: what is checked, or is being loaded."""
    LeadImport.objects.filter(pk=pk, state=State.CHECKED).update(state=State.LOADING)
    more = True
    while more:
        with transaction.atomic():
            more = go_on(held(pk), by=by, now=now)


def go_on(brought: LeadImport, *, by: User | None, now: datetime) -> bool:
    """The next piece of a list that the caller holds; whether there is more. Whoever began alone knows `by`."""
    if brought.state == State.CHECKING:
        if not check_piece(brought, by=by, now=now):
            brought.state = State.LOADING
            brought.save(update_fields=["state"])
        return True
    if brought.state != State.LOADING:
        return False
    most = piece()
    rows = staged_after(brought, brought.loaded_to, most)
    if rows and not is_taken_back(brought):
        remember_rows(brought, load_rows(rows, brought, by=by, now=now), by, now)
        brought.loaded_to = rows[-1].number
    if len(rows) < most and brought.state == State.LOADING:
        brought.state = State.DONE
    brought.save(update_fields=["loaded_to", "counts", "state", "operation"])
    return brought.state == State.LOADING


def _done(brought: LeadImport) -> int:
    """Rows that are in or left out, up to where the loading stands; none while it is checked."""
    return brought.rows.filter(number__lte=brought.loaded_to).count() if brought.loaded_to else 0
