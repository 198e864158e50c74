"""A list is loaded in the background, or here and now by the operator's command: each piece is a transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, HouseError, NotThere
from leads.models import LeadImport
from leads.services.duplicates.looking import look_soon
from leads.services.importing.checking import check_piece, held, is_at_work
from leads.services.importing.limits import piece
from leads.services.importing.loading.ledger import LOAD, is_taken_back, remember_rows
from leads.services.importing.loading.pieces import load_rows, staged_after
from leads.services.importing.reserving import count_made, give_back, reserve
from tenants.runs.models import Run
from tenants.runs.services.starting import start
from tenants.staff.models import User

State = LeadImport.State


@transaction.atomic
def load(pk: int, *, by: User, now: datetime) -> Run:
    """Write what was checked, in the background; the run says how far it is. Raises NotThere, Conflict for a list
    that is not checked, is being loaded or is in, and InvalidData for more leads than the clinic may have."""
    LeadImport.objects.filter(pk=pk).select_for_update().values("pk").first()
    brought = LeadImport.objects.visible_to(by).filter(pk=pk).first()
    if brought is None:
        raise NotThere
    if brought.state not in (State.CHECKED, State.LOADING) or is_at_work(brought):
        raise Conflict(_("Check the list first; one that is imported already is imported once."))
    _begin(brought, now)
    return begin_run(brought, by=by, now=now)


def _begin(brought: LeadImport, now: datetime) -> None:
    """What it may make is set aside, all of it or nothing (H:I12)."""
    reserve(brought, now=now)
    brought.state = State.LOADING
    brought.save(update_fields=["state", "reserved", "counts_in"])


def begin_run(brought: LeadImport, *, by: User | None, key_id: int | None = None, now: datetime) -> Run:
    """For a list that is checked, or that is checked first; the caller holds it and has asked who may."""
    about = {"import": brought.pk, "name": brought.name}
    run = start(LOAD, by=by, about=about, total=brought.row_count, key_id=key_id, now=now)
    brought.run = run.pk
    brought.save(update_fields=["run"])
    return run


def step(run: Run, by: User | None, now: datetime) -> bool:
    """One piece of a run: of the check, as long as it is not checked, then of the loading."""
    brought = held(run.about["import"])
    more = go_on(brought, by=by, now=now)
    run.done = _done(brought) if more else run.total or 0
    run.result = {name: brought.counts.get(name, 0) for name in ("new", "merge", "skip")} | {"import": brought.pk}
    return more


def load_all(pk: int, *, by: User | None, now: datetime) -> None:
    """Here and now, piece by piece, each a transaction: what is checked, or is being loaded. One that is refused on
    its way keeps nothing set aside."""
    more = True
    try:
        while more:
            with transaction.atomic():
                more = go_on(held(pk), by=by, now=now)
    except HouseError:
        give_back(LeadImport.objects.filter(pk=pk))
        raise


def go_on(brought: LeadImport, *, by: User | None, now: datetime) -> bool:
    """The next piece of a list that the caller holds; whether there is more. Whoever began alone knows `by`."""
    if brought.state == State.CHECKING:
        check_piece(brought, by=by, now=now)
    elif brought.state == State.CHECKED:
        _begin(brought, now)
    elif brought.state == State.LOADING:
        _load_piece(brought, by=by, now=now)
    return brought.state in (State.CHECKING, State.CHECKED, State.LOADING)


def _load_piece(brought: LeadImport, *, by: User | None, now: datetime) -> None:
    most = piece()
    rows = staged_after(brought, brought.loaded_to, most)
    if rows and not is_taken_back(brought):
        loaded = load_rows(rows, brought, by=by, now=now)
        count_made(brought, loaded.made, now=now)
        remember_rows(brought, loaded, by, now)
        brought.loaded_to = rows[-1].number
    if len(rows) < most and brought.state == State.LOADING:
        brought.state = State.DONE
        if brought.counts["new"]:
            look_soon(now=now)
    if brought.state != State.LOADING:
        brought.reserved = 0
    brought.save(update_fields=["loaded_to", "counts", "state", "operation", "made", "reserved", "counts_in"])


def _done(brought: LeadImport) -> int:
    """Rows that are in or left out, up to where the loading stands; none while it is checked."""
    return brought.rows.filter(number__lte=brought.loaded_to).count() if brought.loaded_to else 0
