"""Leads of any range again, in the background (F:I13): a Run says how far it is, and each chunk is a job that asks
Meta between two transactions. What is known already changes nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from attribution.meta_leads.models import Connection, Form
from attribution.meta_leads.permissions import CONNECT
from attribution.meta_leads.services.gaps import window_between
from attribution.meta_leads.services.looking import KEPT_BY_META, Look, Window, look
from attribution.meta_leads.services.opening import pages_of
from attribution.meta_leads.services.pacing import rest_after
from attribution.meta_leads.services.polling import take_in
from attribution.meta_leads.services.resting import rests_until
from attribution.meta_leads.services.troubles import failed
from attribution.providers.meta_leads.base import PASSING, MetaRefused, Pace, Trouble
from crm.lib.errors import HouseError, InvalidData, NotAllowed, NotThere
from tenants.context import current_clinic
from tenants.outbox.handlers import LEAD_PROCESSING, Ended, TryAgain, register
from tenants.outbox.models import DeliveryLog
from tenants.outbox.services.enqueue import enqueue
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.runs.services.starting import start
from tenants.runs.services.waking import wake
from tenants.services.locks import lock_names
from tenants.staff.models import User

BACKFILL = "meta_leads.backfill"
CHUNK = 2  # pages of a hundred leads
TRIES = 8
LADDER = timedelta(minutes=1)


class Later(TryAgain):
    """Meta answers later, maybe."""


def register_backfilling() -> None:
    about = {"ready": ready, "ended": ended, "wait": wait, "queue": LEAD_PROCESSING}
    register(BACKFILL, bring, repeatable=True, while_suspended=True, **about)
    runs(BACKFILL, step, _title, permission=CONNECT, link=_link, counted=_counted)


@transaction.atomic
def begin(connection: Connection, since: datetime, until: datetime, *, by: User, now: datetime) -> Run:
    """Of all forms that are taken in: filled from `since` on and before `until`. Raises NotAllowed, NotThere, and
    InvalidData for a range that Meta keeps nothing of. One that is under way for this page is given instead."""
    if not by.has_perm(CONNECT):
        raise NotAllowed(_("Only an Admin connects pages."))
    if not Connection.objects.visible_to(by).filter(pk=connection.pk).exists():
        raise NotThere
    if since >= until or until <= now - KEPT_BY_META:
        raise InvalidData(_("Meta keeps leads for 90 days: choose days of those."))
    lock_names([f"{BACKFILL}:{connection.pk}"])
    open_one = Run.objects.open().filter(kind=BACKFILL, about__page=connection.pk).first()
    if open_one:
        return open_one
    forms = list(Form.objects.filter(connection=connection, is_taken=True).values_list("pk", flat=True))
    window = _told(window_between(since, until))
    about = {"page": connection.pk, "name": connection.name, **window}
    run = start(BACKFILL, by=by, about=about, cursor={"forms": forms, "left": window}, now=now)
    _next(run, 0, now)
    return run


def step(run: Run, by: User | None, now: datetime) -> bool | None:
    """The jobs do the work: this ends it when they are through, or the page was taken away."""
    if said := run.cursor.get("refused"):
        raise HouseError(_("Meta did not show all of it (%(why)s). What came before stays.") % {"why": said})
    is_there = Connection.objects.filter(pk=run.about["page"]).exists()
    return None if is_there and run.cursor["forms"] else False


def ready(payload: Mapping[str, object], now: datetime) -> bool | datetime:
    """Not while Meta wants this page to wait."""
    run = Run.objects.open().filter(pk=str(payload["run"]), stop_asked_at=None).first()
    page = run and Connection.objects.filter(pk=run.about["page"]).first()
    return page is not None and (rests_until(page, now=now) or True)


def bring(payload: Mapping[str, object]) -> int:
    """One chunk; how many leads nobody had told of. After a worker that died in it another does it again."""
    run = Run.objects.open().filter(pk=str(payload["run"]), stop_asked_at=None).first()
    chunk = int(str(payload["chunk"]))
    if run is None or run.cursor.get("chunk", 0) != chunk or not run.cursor["forms"]:
        return 0
    now, place = timezone.now(), run.cursor["forms"][0]
    form = Form.objects.select_related("connection").filter(pk=place).first()
    if form is None:
        _moved(run, chunk, found=0, looked=Look((), None), pace=Pace(), now=now)
        return 0
    try:
        pages = pages_of(form.connection)
        looked = look(pages, form.form_id, _window(run.cursor["left"]), cursor=None, most=CHUNK)
    except MetaRefused as refused:
        return _refused(run, chunk, form, refused, now=now)
    found = take_in(form.connection, looked, now=now)
    _moved(run, chunk, found=found, looked=looked, pace=pages.pace, now=now)
    return found


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    return min(LADDER * 2**attempt, timedelta(hours=1)) if attempt < TRIES else None


def _refused(run: Run, chunk: int, form: Form, refused: MetaRefused, *, now: datetime) -> int:
    if refused.trouble is Trouble.MISSING:  # of this form alone
        _moved(run, chunk, found=0, looked=Look((), None), pace=Pace(), now=now)
        return 0
    failed(form.connection_id, refused, now=now)
    if refused.trouble in PASSING:
        raise Later(str(refused))
    _give_up(run.pk, chunk, str(refused))
    return 0


def ended(told: Ended) -> None:
    """Part of the transaction that records the attempt: a chunk that nobody tries again ends the run."""
    if told.outcome == DeliveryLog.Outcome.FAILED and not told.late:
        _give_up(told.payload["run"], int(str(told.payload["chunk"])), str(told.error)[:60])


@transaction.atomic
def _give_up(run: object, chunk: int, why: str) -> None:
    held = _held(run, chunk)
    if held:
        held.cursor |= {"refused": why}
        held.save(update_fields=["cursor"])
        _wake(held)


@transaction.atomic
def _moved(run: Run, chunk: int, *, found: int, looked: Look, pace: Pace, now: datetime) -> None:
    """What was seen is counted once, and the next chunk is a job: of the same form, or of the next."""
    held = _held(run.pk, chunk)
    if held is None:
        return
    forms = held.cursor["forms"] if looked.left else held.cursor["forms"][1:]
    whole = {name: held.about[name] for name in ("since", "until")}
    left = _told(looked.left) if looked.left else whole
    held.cursor = {"forms": forms, "left": left, "chunk": chunk + 1}
    held.done += len(looked.leads)
    held.result = {"found": held.result.get("found", 0) + found}
    held.moved_at = now
    held.save(update_fields=["cursor", "done", "result", "moved_at"])
    if forms:
        _next(held, chunk + 1, now + rest_after(pace))
    else:
        _wake(held)


def _held(run: object, chunk: int) -> Run | None:
    """By its key, for whoever moves it on from this chunk first."""
    held = Run.objects.open().select_for_update(of=("self",)).filter(pk=str(run)).first()
    return held if held and held.cursor.get("chunk", 0) == chunk else None


def _next(run: Run, chunk: int, at: datetime) -> None:
    told = {"run": str(run.pk), "chunk": chunk}
    enqueue(kind=BACKFILL, key=f"{BACKFILL}:{run.pk}:{chunk}", payload=told, due_at=at)


def _wake(run: Run) -> None:
    clinic = current_clinic()
    transaction.on_commit(lambda: wake(clinic, run.pk))


def _told(window: Window) -> dict[str, str]:
    return {"since": window.since.isoformat(), "until": window.until.isoformat() if window.until else ""}


def _window(told: Mapping[str, str]) -> Window:
    return Window(parse_datetime(told["since"]), parse_datetime(told["until"]) if told["until"] else None)


def _title(run: Run) -> str:
    return _("Leads of %(page)s are fetched from Meta") % {"page": run.about["name"]}


def _link(run: Run) -> str:
    return f"/admin/meta-leads/{run.about['page']}/"


def _counted(run: Run) -> list[tuple[Any, int]]:
    return [(_("Seen at Meta"), run.done), (_("New to us"), run.result.get("found", 0))]
