"""Moves, archives, stops and what patients say are told once, without a word of theirs, to their own clinic."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.outbound import receivers
from comms.outbound.catalogue import EVENTS, OF_CONTACT
from comms.outbound.models import Connector, Delivery
from comms.outbound.services.hearing import listeners
from comms.outbound.tests.factories import LOCATION, make_system
from comms.signals import patient_spoke
from crm.testing.people import make_user
from leads.models import Lead, StageChange
from leads.services.moving import move_leads
from leads.services.operations import archive
from leads.services.spreading import tell_all
from leads.signals import MERGED, contact_stopped, leads_moved
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.staff import roles

MORE = [event for event in EVENTS if event not in OF_CONTACT]
NOW = timezone.now()


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def listening(clinic, other_clinic):
    """Both clinics' systems hear of these; GoHighLevel of this clinic would, too."""
    make_system(other_clinic, events=MORE)
    make_system(clinic, LOCATION, kind="ghl", events=MORE)
    return make_system(clinic, events=MORE)


def told(clinic):
    with clinic_context(clinic):
        rows = Delivery.objects.order_by("pk")
        return [(row.event, row.lead_id, row.about) for row in rows.filter(connector__kind=Connector.Kind.OWN)]


def test_every_move_is_told_once_whoever_hears_of_it_twice(clinic, other_clinic, boss, listening):
    lead, test = make_lead(clinic, assigned_to=boss), make_lead(clinic, "A", "Test", is_test=True, assigned_to=boss)
    with clinic_context(clinic):
        move_leads([lead.pk, test.pk], to=stage_of("contacted").pk, by=boss, now=NOW)
        change = StageChange.objects.select_related("lead").filter(lead=lead).latest("pk")
        tell_all(leads_moved, changes=[change], now=NOW)
        assert Delivery.objects.count() == 1

    about = {"lead_id": lead.pk, "enquiry": 1, "stage": "contacted", "previous_stage": "new", "at": NOW.isoformat()}
    assert told(clinic) == [("lead.stage_changed", lead.pk, about)]
    assert told(other_clinic) == []


def test_who_is_archived_is_told_of_and_who_is_merged_is_not(clinic, other_clinic, boss, listening):
    gone = make_lead(clinic, assigned_to=boss)
    with clinic_context(clinic):
        archive([gone.pk], by=boss, now=NOW)
        receivers.put_away(leads=[gone.pk], why=MERGED, now=NOW + timedelta(minutes=1))

    assert told(clinic) == [("lead.archived", gone.pk, {"lead_id": gone.pk, "at": NOW.isoformat()})]
    assert told(other_clinic) == []


def test_a_stop_and_a_message_are_told_with_when_and_by_which_way_alone(clinic, other_clinic, listening):
    lead, test = make_lead(clinic), make_lead(clinic, "A", "Test", is_test=True)
    with clinic_context(clinic), transaction.atomic():
        for _ in range(2):
            tell_all(contact_stopped, leads=[lead.pk, test.pk], now=NOW)
            tell_all(patient_spoke, lead_id=lead.pk, at=NOW, way="sms")

    assert told(clinic) == [
        ("lead.stopped", lead.pk, {"lead_id": lead.pk, "at": NOW.isoformat()}),
        ("message.received", lead.pk, {"lead_id": lead.pk, "way": "sms", "at": NOW.isoformat()}),
    ]
    assert told(other_clinic) == []


def test_what_is_rolled_back_is_told_to_nobody(clinic, listening):
    lead = make_lead(clinic)
    with clinic_context(clinic), transaction.atomic():
        tell_all(contact_stopped, leads=[lead.pk], now=NOW)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)

    assert told(clinic) == []


def test_many_cost_as_many_statements_as_few_and_nothing_is_asked_where_nobody_listens(clinic, believed, boss):
    leads = [make_lead(clinic, "P", str(number)) for number in range(12)]

    def cost(rows):
        changes = list(StageChange.objects.select_related("lead").filter(lead__in=rows))
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            receivers.came_into_stages(changes=changes, now=NOW)
            receivers.stopped(leads=[one.pk for one in rows], now=NOW)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    with clinic_context(clinic):
        listeners("lead.stopped")
        silent = cost(leads)
    make_system(clinic, events=MORE)
    with clinic_context(clinic):
        listeners("lead.stopped")

        assert silent == 0
        assert cost(leads[:2]) == cost(leads[2:])
        assert Lead.objects.count() == 12
        assert Delivery.objects.count() == 24
