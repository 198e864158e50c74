"""Somebody calls a patient from their desk: our colleague is rung first, then the patient (INTEGRATIONS 5.1).

As with messages: checked and claimed in one transaction, rung outside it, settled in another; a call of which
nobody knows whether it was begun is never begun again by itself (H:S2).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from comms.connections import opening
from comms.models import Account, Call
from comms.providers import base
from comms.providers.base import Receipt, Refused
from comms.providers.twilio.calls import CallOrder, start_call
from comms.providers.twilio.twiml import Urls, dial_number
from comms.services.accounts import at_rest
from comms.services.calls import live
from comms.services.calls.identities import in_browser, leg_of
from comms.services.calls.rules import call_rules
from crm.lib.errors import InvalidData, NotThere, ProviderAway
from leads.models import Identity, Lead
from leads.models.consent import Channel
from leads.services.consent import suppressed_of
from leads.services.many import as_of_now
from tenants.audit.services.record import record
from tenants.outbox.handlers import Ended, GiveUp, OutcomeUnknown, TryAgain, register
from tenants.outbox.models import DeliveryLog
from tenants.outbox.services.enqueue import enqueue
from tenants.settings.services.credentials import use
from tenants.staff.models import User

RING = "comms.call"
NOTICE = "notice"  # in the query of the address that is asked what the patient hears first
RUNG = "lead.rung"  # in the trail
STALE = timedelta(minutes=2)  # nobody waits longer at a desk: a call that did not begin by then never does
RECENT = timedelta(hours=2)  # a call within it is what a result is about
State, Outcome = Call.State, DeliveryLog.Outcome


def register_ringing() -> None:
    register(RING, begin, repeatable=False, ready=ready, ended=ended, closed=closed)


def voice_account() -> Account | None:
    """The number that the clinic calls from, and that patients see; None where voice is not connected."""
    rows = Account.objects.filter(kind="twilio", external_id__startswith="+", state=Account.State.OPEN)
    return rows.order_by("pk").first()


def may_ring(person: User) -> bool:
    """Whether this colleague calls by a press of a button; others have the number for their own telephone."""
    return voice_account() is not None and (bool(leg_of(person)) or in_browser())


def last_call(lead: Lead, person: User, *, now: datetime) -> Call | None:
    """Of this colleague with this lead, as long as nobody said how it went."""
    mine = Call.objects.filter(lead=lead, agent=person, attempt=None, at__gt=now - RECENT)
    return mine.order_by("-at", "-pk").first()


@transaction.atomic
def ring(lead_pk: int, identity_pk: int | None, *, by: User, now: datetime, browser: bool = False) -> Call:
    """Call the lead by that number, or its first. `browser`: theirs is ready to be rung instead of their telephone.
    Raises NotAllowed, NotThere, and InvalidData in words.

    A second press within STALE, while the first call goes on, is the first call.
    """
    by = as_of_now(by)
    lead = Lead.objects.visible_to(by).filter(pk=lead_pk).select_for_update(no_key=True, of=("self",)).first()
    if lead is None:
        raise NotThere
    number, account = _number(lead, identity_pk), voice_account()
    if account is None or not leg_of(by, browser=browser):
        raise InvalidData(_("Write your own number on your page, so that it can be rung first."))
    if suppressed_of([lead.pk], Channel.CALL):
        raise InvalidData(_("They asked not to be called."))
    going_on = Call.objects.filter(lead=lead, agent=by, is_out=True, at__gt=now - STALE, ended_at=None)
    if again := going_on.first():
        return again
    call = Call.objects.create(lead=lead, account=account, is_out=True, number=number, agent=by, at=now)
    payload = {"call": call.pk, "account": account.pk, "browser": browser}
    enqueue(kind=RING, key=f"{RING}:{call.reference}", payload=payload, due_at=now)
    record(RUNG, lead)
    live.changed(call)
    return call


def _number(lead: Lead, identity_pk: int | None) -> str:
    whose = [pk for pk in (lead.pk, lead.companion_of_id) if pk]
    phones = Identity.objects.filter(lead__in=whose, kind=Identity.Kind.PHONE, is_valid=True)
    chosen = phones.filter(pk=identity_pk) if identity_pk else phones
    found = chosen.order_by("pk").values_list("value", flat=True).first()
    if found is None:
        raise InvalidData(_("There is no number that works."))
    return found


def closed(now: datetime) -> Q:
    accounts = list(Account.objects.filter(at_rest(now)).values_list("pk", flat=True))
    return Q(kind=RING, payload__account__in=accounts)


def ready(payload: Mapping[str, object], now: datetime) -> bool:
    """Part of the claim. Who asked meanwhile not to be called is not (H:S11)."""
    call = _held(payload)
    if call is None or call.state != State.PLANNED:
        return False
    if now > call.at + STALE or (call.lead_id and suppressed_of([call.lead_id], Channel.CALL)):
        _end(call, State.FAILED, "stale" if now > call.at + STALE else "stopped", now)
        return False
    Call.objects.filter(pk=call.pk).update(state=State.CLAIMED)
    return True


def begin(payload: Mapping[str, object]) -> Receipt:
    """Ask the provider to ring our colleague, outside every transaction."""
    call = Call.objects.select_related("account", "agent").get(pk=int(payload["call"]))
    told = f"{opening.webhook('voice')}?call={call.reference}"
    is_recorded = call_rules().is_recorded
    notice = f"{told}&{NOTICE}=1" if is_recorded else ""
    urls = Urls(status=told, recording=told if is_recorded else "", notice=notice)
    caller, leg = call.account.external_id, leg_of(call.agent, browser=bool(payload.get("browser")))
    if leg.startswith("client:"):  # so that the browser knows the call that it asked for, and takes it by itself
        leg = f"{leg}?call={call.reference}"
    order = CallOrder(leg, caller, dial_number(call.number, caller=caller, urls=urls), told)
    try:
        return start_call(opening.twilio(use("twilio")), order)
    except Refused as no:
        raise GiveUp(str(no)) from no
    except ProviderAway as away:
        raise TryAgain(str(away)) from away
    except base.OutcomeUnknown as lost:
        raise OutcomeUnknown(str(lost)) from lost


def ended(told: Ended) -> None:
    """News may have come before: what they say is further, and stays."""
    call = _held(told.payload)
    if call is None:
        return
    if told.outcome == Outcome.DONE and isinstance(told.result, Receipt):
        Call.objects.filter(pk=call.pk, provider_id="").update(provider_id=told.result.provider_id)
        Call.objects.filter(pk=call.pk, state=State.CLAIMED).update(state=State.RINGING)
        live.changed(call)
    elif told.outcome == Outcome.RETRY:
        Call.objects.filter(pk=call.pk, state=State.CLAIMED).update(state=State.PLANNED)
    elif call.state == State.CLAIMED:
        cause = told.error.__cause__ if told.error else None
        code = cause.code if isinstance(cause, Refused) else ""
        _end(call, State.UNKNOWN if told.outcome == Outcome.UNKNOWN else State.FAILED, code, told.at)


def _held(payload: Mapping[str, object]) -> Call | None:
    pk = int(payload["call"])
    lead = Lead.objects.filter(calls=pk).order_by()
    lead.select_for_update(no_key=True, of=("self",)).values("pk").first()
    return Call.objects.select_for_update(no_key=True).filter(pk=pk).first()


def _end(call: Call, state: str, code: str, now: datetime) -> None:
    Call.objects.filter(pk=call.pk).update(state=state, code=code[:40], ended_at=now)
    live.changed(call)
