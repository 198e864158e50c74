"""What a provider tells of a call, applied: idempotent, and in any order (H:W2, W3)."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs
from uuid import UUID

from django.utils.translation import gettext as _

from comms.models import Account, Call
from comms.providers.base import CallNews
from comms.services.calls import live
from comms.services.calls.callers import who_calls
from comms.services.calls.identities import agent_of
from comms.services.calls.legs import ANSWERED, further, state_of
from comms.services.calls.missed import MISSED, WAIT
from comms.services.calls.recordings import RECORDING
from comms.signals import CALL, patient_spoke
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.services.spreading import tell_all
from tenants.inbound.models import WebhookEvent
from tenants.outbox.services.enqueue import enqueue

REFERENCE = "call"  # in the query of the address we gave for a call: our own uuid of it
KIND = "twilio"
State = Call.State


def heard(news: CallNews, event: WebhookEvent, *, now: datetime) -> None:
    """Part of the transaction that reads the event. News of a call that nobody knows begin one, when it is theirs
    and the news are of the whole call; other news come too early: InvalidData, and they are read again later."""
    known = _known(news, event)
    call = known or _begun(news, event)
    if call is None:
        raise InvalidData(_("This call is not known yet."))
    call = _hold(call.pk)
    if known is None and call.lead_id:
        tell_all(patient_spoke, lead_id=call.lead_id, at=call.at, way=CALL)
    if news.recording_id:
        _recorded(call, news, now)
    elif news.state:
        _went_on(call, news, now)
    call.save()
    live.changed(call)


def call_by(reference: str) -> Call | None:
    """By our own word for it; None for what is none of ours."""
    try:
        return Call.objects.select_related("lead").filter(reference=UUID(reference)).first() if reference else None
    except ValueError:
        return None


def _known(news: CallNews, event: WebhookEvent) -> Call | None:
    """By our own word in the address, also before the provider's answer to us is written down; else by its id."""
    found = call_by(parse_qs(str(event.about.get("query", ""))).get(REFERENCE, [""])[0])
    ids = [one for one in (news.parent_id, news.call_id) if one]
    return found or Call.objects.filter(account__kind=KIND, provider_id__in=ids).first()


def _begun(news: CallNews, event: WebhookEvent) -> Call | None:
    if news.direction != "inbound" or news.parent_id or not news.call_id or news.recording_id:
        return None
    account = Account.objects.filter(kind=KIND, external_id=news.called).first()
    account = account or Account.objects.filter(kind=KIND).exclude(state=Account.State.OFF).order_by("pk").first()
    if account is None:
        return None
    lead, arrival = who_calls(news.caller, event, at=news.at)
    fields = {"is_out": False, "number": news.caller, "at": news.at, "lead": lead, "arrival": arrival}
    return Call.objects.get_or_create(account=account, provider_id=news.call_id, defaults=fields)[0]


def _hold(pk: int) -> Call:
    """The lead first, then the call, so that nobody waits crosswise."""
    lead = Lead.objects.filter(calls=pk).order_by()
    lead.select_for_update(no_key=True, of=("self",)).values("pk").first()
    return Call.objects.select_for_update(no_key=True).get(pk=pk)


def _went_on(call: Call, news: CallNews, now: datetime) -> None:
    """The leg that everything began with is ours when we call, and theirs when they do; the others begin later."""
    is_first = not news.parent_id
    side = "ours" if is_first is call.is_out else "theirs"
    setattr(call, side, further(getattr(call, side), news.state))
    if is_first and not call.provider_id:
        call.provider_id = news.call_id
    if not is_first and news.state in ANSWERED:  # both hear each other from then on
        _talked(call, news)
    call.code = news.code or call.code
    _settle(call, news, now)


def _talked(call: Call, news: CallNews) -> None:
    """`at` of the end is the end's: the talk began as many seconds before."""
    began = news.at - timedelta(seconds=news.seconds or 0)
    call.answered_at = min(call.answered_at or began, began)
    if news.seconds is not None:
        call.seconds = max(call.seconds or 0, news.seconds)
    call.agent_id = call.agent_id or agent_of(news.called)


def _settle(call: Call, news: CallNews, now: datetime) -> None:
    """`state` follows from both legs; who called and was not answered is called back, unless news still come."""
    state = state_of(is_out=call.is_out, ours=call.ours, theirs=call.theirs)
    if state == State.PLANNED:
        return
    call.state = state
    if state in {State.RINGING, State.TALKING}:
        return
    call.ended_at = max(call.ended_at or news.at, news.at)
    if state == State.NO_ANSWER and not call.is_out:
        enqueue(kind=MISSED, key=f"{MISSED}:{call.reference}", payload={"call": call.pk}, due_at=now + WAIT)


def _recorded(call: Call, news: CallNews, now: datetime) -> None:
    if call.recording_id:
        return
    call.recording_id, call.recording_seconds = news.recording_id, news.recording_seconds
    call.recording = Call.Recording.WAITING
    enqueue(kind=RECORDING, key=f"{RECORDING}:{news.recording_id}", payload={"call": call.pk}, due_at=now)
