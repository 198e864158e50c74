"""What a demo clinic lived through: every form through the front door, and what became of those that waited."""

from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Max

from crm.lib.errors import HouseError
from leads.demo.arrivals import Form, arrivals
from leads.demo.moments import DAYS
from leads.demo.plan import ACCEPTED, DECLINED, MERGED, PAGE
from leads.models import Lead, LeadPayload, LossReason, SharingRules, Stage
from leads.models.stage import Semantic
from leads.services.demo_answers import answer
from leads.services.demo_attempts import try_to_reach
from leads.services.demo_consents import agree
from leads.services.demo_heat import grow_old
from leads.services.demo_journeys import travel
from leads.services.demo_notes import write_down
from leads.services.intake import Arrival, receive_lead
from leads.services.moving import Given, move_leads
from leads.services.reading import read_contacts
from leads.services.sharing.rules import forget_sharing_rules
from leads.services.triage import accept, decline_many, merge
from tenants.audit.origin import as_if, by_key
from tenants.desk.api.bodies import parse_json
from tenants.keys.models import ApiKey
from tenants.keys.services.check import Key
from tenants.settings.services.calendar import forget_clinic_calendars
from tenants.settings.services.opening import fill_holidays
from tenants.staff import roles
from tenants.staff.models import User

SENT_BY = {"User-Agent": "WordPress/6.8; https://clinic-site.example", "Accept-Language": ""}
SEEN_BY = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
DECIDED_AFTER = timedelta(hours=3)


def relive(*, server: Key, page: Key, leads: int, now: datetime) -> None:
    """Goes on where an interrupted call with the same `leads` ended. One that was done is not lived again: what
    came after it, as answers in the inbox, has moved leads on."""
    if ApiKey.objects.filter(pk__in=[server.id, page.id], last_used_at__isnull=False).exists():
        return
    seed = seed_of(server)
    already = LeadPayload.objects.count()
    _share_out(False)
    _open(now)
    for form in islice(arrivals(leads=leads, seed=seed, until=now), already, None):
        if form.returns:
            _come_to_nothing(form)
        with transaction.atomic() if form.decided else nullcontext():
            _receive(form, page if form.way == PAGE else server)
            if form.decided:
                _decide(form)
    for live in (travel, answer, try_to_reach, write_down, agree):
        live(seed=seed, now=now)
    grow_old(now=now)
    _share_out(True)
    with transaction.atomic():
        for key in (server, page):
            _note_use(key)


def _share_out(shares_out: bool) -> None:
    """Whoever has what is part of the story; nobody is told of it."""
    SharingRules.objects.update(shares_out=shares_out)
    forget_sharing_rules()


def _open(now: datetime) -> None:
    """The days off of its country, before the first who waits for an answer."""
    for year in {(now - timedelta(days=DAYS)).year, now.year}:
        fill_holidays(year)
    forget_clinic_calendars()


def seed_of(key: Key) -> str:
    """Each demo clinic has its own history."""
    return key.clinic.slug


def _receive(form: Form, key: Key) -> None:
    headers = SEEN_BY | {"Origin": key.origins[0]} if form.way == PAGE else SENT_BY
    arrival = Arrival(form.body, "application/json", key, headers=headers, demands_check=form.way != PAGE)
    with as_if(form.at), by_key(key.shown), suppress(HouseError):  # what is incomplete is refused, and kept
        receive_lead(arrival, parse=parse_json, now=form.at)


def _decide(form: Form) -> None:
    """What an agent makes of the arrival that was received last."""
    waits, at = LeadPayload.objects.waiting().latest("pk"), form.at + DECIDED_AFTER
    agent = User.objects.filter(groups__name=roles.AGENT, data_scope=User.DataScope.ALL).earliest("pk")
    with as_if(at, who=agent):
        if form.decided == ACCEPTED:
            accept(waits.pk, by=agent, now=at)
        elif form.decided == MERGED:
            merge(waits.pk, waits.about_id, by=agent, now=at)
        elif form.decided == DECLINED:
            decline_many([waits.pk], by=agent, now=at)


def _note_use(key: Key) -> None:
    last = LeadPayload.objects.filter(key_id=key.id).aggregate(at=Max("received_at"))["at"]
    ApiKey.objects.filter(pk=key.id).update(last_used_at=last)


def _come_to_nothing(form: Form) -> None:
    """Their last enquiry ended before they write again."""
    held = [contact.value for contact in read_contacts(form.person)]
    lost = Stage.objects.get(semantic=Semantic.LOST)
    first = Lead.objects.filter(identities__value__in=held, enquiry=1).values_list("pk", flat=True)
    why = Given(lost_reason=LossReason.NO_CONTACT)
    with as_if(form.at):
        move_leads(set(first), to=lost.pk, given=why, by=None, now=form.at)
