"""Piece after piece: each in a transaction, so that whatever kills the worker, the next goes on where it was."""

import time
import uuid
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, NotAllowed
from tenants.audit.origin import going_on_for
from tenants.context import current_clinic
from tenants.keys.models import ApiKey
from tenants.runs.models import Run
from tenants.runs.registry import Kind, kind_of
from tenants.runs.services.ending import end
from tenants.runs.services.waking import wake
from tenants.staff.models import User

log = structlog.get_logger(__name__)

# Seconds after which a run makes room for others and is woken again: far below the worker's time limit.
BUDGET = 20.0
# A piece that ended its worker so often would end the next, too.
MOST_TRIES = 5
MOVED = (
    *("state", "total", "done", "cursor", "about", "result", "error"),
    *("tries", "moved_at", "began_at", "ended_at"),
)


def go_on(run_id: uuid.UUID, *, budget: float = BUDGET) -> int:
    """Do what is left of it, as far as the budget goes; returns the pieces done. Two workers do not do it twice."""
    pieces, end = 0, time.monotonic() + budget
    while _one_more(run_id):
        pieces += 1
        if time.monotonic() > end:
            wake(current_clinic(), run_id)
            break
    return pieces


def finish(run_id: uuid.UUID) -> Run:
    """Do all of it here and now: for a command, and for what is small."""
    while _one_more(run_id):
        pass
    return Run.objects.get(pk=run_id)


def _one_more(run_id: uuid.UUID) -> bool:
    """False when it ended, somebody else is at it, or it has to be tried again later."""
    try:
        return _counted(run_id) and one_piece(run_id, now=timezone.now())
    except HouseError as refused:
        _fail(run_id, refused.detail)
    except (InterfaceError, OperationalError) as away:
        log.warning("runs.again", run=str(run_id), reason=type(away).__name__)
    except Exception:
        log.exception("runs.broke", run=str(run_id))
        _fail(run_id, _("Something of ours broke. What was done before stays; tell your administrator."))
    return False


@transaction.atomic
def _counted(run_id: uuid.UUID) -> bool:
    """Note the try before the piece: one that ends its worker is noted, too."""
    run = Run.objects.open().select_for_update(skip_locked=True).filter(pk=run_id).first()
    if run is None:
        return False
    if run.tries >= MOST_TRIES:
        said = _("This ended our worker %(times)d times and was given up. What was done before stays.")
        end(run, Run.State.FAILED, error=said % {"times": run.tries}, now=timezone.now())
    run.tries += 1
    run.save(update_fields=MOVED)
    return run.ended_at is None


@transaction.atomic
def one_piece(run_id: uuid.UUID, *, now: datetime) -> bool:
    """Whether there is more to do now. Raises what the piece raises, and has done nothing then."""
    run = Run.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=run_id).first()
    if run is None:
        return False
    by = User.objects.filter(pk=run.by_id, is_active=True).first()
    with translation.override(by.language if by else None), going_on_for(by):
        more = run.stop_asked_at is None and _kind_for(run, by).step(run, by, now)
    run.state, run.tries, run.moved_at = Run.State.RUNNING, 0, now
    run.began_at = run.began_at or now
    if more is False:
        end(run, Run.State.STOPPED if run.stop_asked_at else Run.State.DONE, now=now)
    run.save(update_fields=MOVED)
    return bool(more)


def _kind_for(run: Run, by: User | None) -> Kind:
    kind = kind_of(run)
    if kind is None:
        raise HouseError(_("Nobody knows this kind of work any more."))
    if run.door == Run.Door.STAFF and (by is None or not by.has_perm(kind.permission)):
        raise NotAllowed(_("Whoever began this may not do it any more. What was done before stays."))
    if run.door == Run.Door.KEY and not ApiKey.objects.living().filter(pk=run.key_id).exists():
        raise NotAllowed(_("The API key that began this was revoked. What was done before stays."))
    return kind


@transaction.atomic
def _fail(run_id: uuid.UUID, sentence: str) -> None:
    run = Run.objects.open().select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is not None:
        end(run, Run.State.FAILED, error=sentence, now=timezone.now())
        run.save(update_fields=MOVED)
