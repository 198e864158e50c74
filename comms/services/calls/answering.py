"""What becomes of a call of theirs: who is rung, and what a machine says when nobody is there (INTEGRATIONS 5)."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs
from uuid import UUID

from comms.connections import opening
from comms.packs.call_words import FALLBACK, WORDS, Words
from comms.providers.twilio.reading import accounts_in, fields_in, visible
from comms.providers.twilio.twiml import EMPTY, Urls, announce, ring_agents, take_message
from comms.services.arriving.secrets import whose
from comms.services.arriving.twilio import CHANNELS
from comms.services.calls.hearing import REFERENCE, call_by
from comms.services.calls.identities import legs_of
from comms.services.calls.ringing import NOTICE
from comms.services.calls.rules import call_rules
from leads.models import Identity, Lead
from leads.services.sharing.duty import alone, on_duty
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.services.routes import clinics_of_channel
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

MOST = 10  # that Twilio rings at once
MESSAGE = 120  # seconds of a voicemail


def answer(body: bytes, *, clinic_id: UUID | None, now: datetime, query: str = "") -> str:
    """TwiML for a form whose signature fits: for the beginning of their call, for its end when nobody answered, and
    for what they hear first when we call and record. Empty for all other news."""
    said, asked = fields_in(body), parse_qs(query)
    if NOTICE in asked:
        return _notice(asked.get(REFERENCE, [""])[0], whose(clinic_id))
    was_dialled = said.get("DialCallStatus", "")
    begins = said.get("CallStatus") == "ringing" and said.get("Direction") == "inbound"
    if said.get("From", "").startswith("client:"):
        return EMPTY  # a browser that dials by itself, which ours never do: what it asks for is anybody's word
    if said.get("ParentCallSid") or said.get("RecordingSid") or not (begins or was_dialled):
        return EMPTY
    clinic = whose(clinic_id) or _by_number(body)
    if clinic is None or clinic.state != Clinic.State.ACTIVE or was_dialled in {"completed", "answered"}:
        return EMPTY
    with clinic_context(clinic):
        caller = visible(said.get("From", ""))
        lead = _lead_of(caller)
        return _voicemail(lead) if was_dialled else _ring(lead, caller, said.get("To", ""), now)


def _notice(reference: str, clinic: Clinic | None) -> str:
    if clinic is None:
        return EMPTY
    with clinic_context(clinic):
        call = call_by(reference)
        words = _words(call.lead if call else None)
        return announce(words.notice, language=words.voice)


def _by_number(body: bytes) -> Clinic | None:
    accounts = accounts_in(body)
    routes = (clinics_of_channel(channel, accounts) for channel in CHANNELS)
    return next((route[one] for route in routes for one in accounts if one in route), None)


def _lead_of(number: str) -> Lead | None:
    held = Identity.objects.filter(kind=Identity.Kind.PHONE, value=number, is_valid=True)
    found = held.select_related("lead__assigned_to").first() if number else None
    return found.lead if found else None


def _ring(lead: Lead | None, caller: str, ours: str, now: datetime) -> str:
    legs = list(dict.fromkeys(leg.removeprefix("client:") for leg in legs_of(_people(lead, now))))
    if not legs:
        return _voicemail(lead)
    rules, words = call_rules(), _words(lead)
    return ring_agents(
        legs[:MOST],
        caller=ours,
        urls=_urls(recorded=rules.is_recorded),
        timeout=rules.rings_seconds,
        say=words.notice if rules.is_recorded else "",
        language=words.voice,
        told={"lead": str(lead.pk)} if lead else {"from": caller},
    )


def _people(lead: Lead | None, now: datetime) -> Iterator[User]:
    """The owner when they are there; else everybody who is, by who speaks their language."""
    there = {one.pk: one for one in on_duty(now)}
    pks = set(there) or {pk for pk in [alone()] if pk}
    people = {one.pk: one for one in User.objects.active().filter(pk__in=pks)}
    if lead is not None and lead.assigned_to_id in people:
        yield people[lead.assigned_to_id]
        return
    language = lead.language if lead else ""
    yield from sorted(people.values(), key=lambda one: (bool(language) and language not in one.languages, one.pk))


def _voicemail(lead: Lead | None) -> str:
    words = _words(lead)
    return take_message(words.sorry, language=words.voice, urls=_urls(recorded=True), seconds=MESSAGE)


def _urls(*, recorded: bool) -> Urls:
    told = opening.webhook("voice")
    return Urls(status=told, recording=told if recorded else "", after=told)


def _words(lead: Lead | None) -> Words:
    code = (lead.language if lead else "") or clinic_settings().language
    return WORDS.get(code, WORDS[FALLBACK])
