"""A batch: claimed in one transaction, told outside it, written down part by part as the answers come.

Meta counts what it is told twice, so what nobody knows of is never sent again; Google counts a transactionId once,
so the same batch simply goes again (INTEGRATIONS 15.3, H:S2).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from attribution.conversions.models import Destination, Upload, UploadContent
from attribution.conversions.services.telling import standing, why
from attribution.conversions.services.telling.batching import GOOGLE, META, give_back, may_send
from attribution.conversions.services.telling.drafting import Draft, drafts
from attribution.conversions.services.telling.opening import opened
from attribution.conversions.services.telling.payloads import hash_of
from attribution.providers.answers import OutcomeUnknown, Refused
from attribution.providers.bisecting import Outcome, one_by_half
from crm.lib.errors import HouseError
from leads.models import Lead
from tenants.outbox import handlers
from tenants.outbox.handlers import LEAD_PROCESSING, Ended, GiveUp, TryAgain, register
from tenants.outbox.models import DeliveryLog
from tenants.settings.services.credentials import use

State, Checked = Upload.State, Upload.Checked
LADDER = tuple(timedelta(seconds=one) for one in (30, 120, 600, 1800, 3600))
LONGEST = timedelta(hours=6)


class Later(TryAgain):
    """`seconds` is what they said themselves."""

    def __init__(self, said: str, seconds: float | None):
        super().__init__(said)
        self.seconds = seconds


class Stopped(GiveUp):
    """Nothing can go there before somebody acts. `code` is for the platform's row."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def register_sending() -> None:
    about = {"ready": ready, "ended": ended, "wait": wait, "queue": LEAD_PROCESSING}
    register(META, send, repeatable=False, **about)
    register(GOOGLE, send, repeatable=True, **about)


def ready(payload: Mapping[str, object], now: datetime) -> bool | datetime:
    """Part of the claim: consent, age and names are asked for here, and what will be sent is written down. Leads
    before lines, as whoever deletes or merges leads locks."""
    batch = UUID(str(payload["batch"]))
    ours = Upload.objects.filter(batch=batch, state=State.WAITING)
    theirs = Lead.objects.filter(pk__in=ours.order_by().values("lead"))
    list(theirs.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    locked = ours.order_by("happened_at", "pk").select_for_update(of=("self",), no_key=True)
    rows = list(locked.with_consent().select_related("lead", "destination"))
    if not rows:
        return False
    destination = rows[0].destination
    if not may_send(destination, now):
        give_back(batch)
        return False
    found = drafts(rows, destination, now=now)
    for draft in found:
        _note(draft, now)
    Upload.objects.bulk_update(rows, ["state", "code", "name", "reference", "payload_hash", "sent_at", "batch"])
    going = [draft for draft in found if draft.payload is not None]
    UploadContent.objects.filter(upload__in=[draft.upload.pk for draft in going]).delete()
    UploadContent.objects.bulk_create(
        UploadContent(upload=one.upload, lead_id=one.upload.lead_id, payload=one.payload) for one in going
    )
    return bool(going)


def _note(draft: Draft, now: datetime) -> None:
    row = draft.upload
    if draft.payload is None:
        row.state, row.code, row.batch = State.SKIPPED, draft.code, None
        return
    row.state, row.code, row.sent_at = State.SENDING, "", now
    row.name, row.reference, row.payload_hash = draft.name, draft.reference, hash_of(draft.payload)


def send(payload: Mapping[str, object]) -> int:
    """What was taken. Each part is written down as soon as it is known: a crash leaves only the rest in doubt."""
    batch = UUID(str(payload["batch"]))
    rows = list(
        Upload.objects.filter(batch=batch, state=State.SENDING)
        .select_related("content", "destination")
        .order_by("happened_at", "pk")
    )
    if not rows:
        return 0
    kind, taken, last = str(payload["platform"]), 0, None
    for part in _parts(kind, rows):
        if part.was_taken:
            _write(part.events, State.SENT, receipt=part.receipt, kind=kind)
            taken += len(part.events)
        elif isinstance(part.error, Refused) and part.error.trouble.is_of_an_event:
            _write(part.events, State.FAILED, code=why.code_of(part.error))
        elif isinstance(part.error, OutcomeUnknown) and kind == Destination.Kind.META:
            _write(part.events, State.UNKNOWN, code=why.LOST)
            last = part.error
        elif isinstance(last, OutcomeUnknown) and kind == Destination.Kind.META:
            _write(part.events, State.WAITING)  # known not to be there: nobody got that far
        else:
            last = part.error or last
    if last is not None:
        raise _left(last, kind) from last
    return taken


def _parts(kind: str, rows: Sequence[Upload]) -> Iterator[Outcome[Upload]]:
    """Google is asked once for each step; Meta takes them together, in the order in which they happened."""
    try:
        platform = opened(kind, use(kind))
    except (HouseError, ValueError, KeyError) as none:
        raise Stopped(why.NO_KEYS) from none
    together = groupby(rows, key=lambda row: row.step if kind == Destination.Kind.GOOGLE else "")
    for step, some in together:
        yield from one_by_half(list(some), lambda part, step=step: platform.send(step, _payloads(part)))


def _payloads(rows: Sequence[Upload]) -> list[dict[str, Any]]:
    return [row.content.payload for row in rows]


def _left(error: BaseException, kind: str) -> Exception:
    """What becomes of those that were not taken, nor refused for themselves."""
    if isinstance(error, OutcomeUnknown) and kind == Destination.Kind.META:
        return handlers.OutcomeUnknown(str(error))
    if isinstance(error, Refused) and not error.trouble.is_temporary:
        return Stopped(why.code_of(error))
    return Later(str(error), getattr(error, "wait", None))


def _write(rows: Sequence[Upload], state: str, *, code: str = "", receipt: str = "", kind: str = "") -> None:
    """One that counts as unknown already, for the claim ran out, is learned of now."""
    checked = Checked.OPEN if state == State.SENT and kind == Destination.Kind.GOOGLE else ""
    ours = Upload.objects.filter(pk__in=[row.pk for row in rows], state__in=[State.SENDING, State.UNKNOWN])
    more = {"sent_at": None} if state == State.WAITING else {}
    ours.update(state=state, code=code, receipt=receipt, checked=checked, batch=None, **more)


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    """None for no more: then they wait for another batch."""
    if attempt > len(LADDER):
        return None
    told = error.seconds if isinstance(error, Later) else None
    return max(LADDER[attempt - 1], min(timedelta(seconds=told or 0), LONGEST))


def ended(told: Ended) -> None:
    """Part of the transaction that records the attempt. A late answer has written down what it learned."""
    batch = UUID(str(told.payload["batch"]))
    sending = Upload.objects.filter(batch=batch, state=State.SENDING)
    if told.late:
        return
    if told.outcome == DeliveryLog.Outcome.UNKNOWN:
        sending.update(state=State.UNKNOWN, code=why.DIED, batch=None)
    elif told.outcome == DeliveryLog.Outcome.RETRY:
        sending.update(state=State.WAITING, sent_at=None)
    else:
        give_back(batch)
    standing.note(told, str(told.payload["platform"]))
