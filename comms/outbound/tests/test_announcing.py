"""What happens here is asked to be told in its own transaction, and costs nothing where nobody listens."""

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.outbound import receivers
from comms.outbound.models import ContactLink, Delivery
from comms.outbound.services.hearing import listeners
from comms.outbound.tests.factories import LOCATION, make_system
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Lead, StageChange
from leads.services.moving import Given, move_leads
from leads.tests.factories import arrive, make_lead, stage_of
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.outbox.models import Job
from tenants.staff import roles

WHO = {"first_name": "Sarah", "last_name": "Whitcombe", "email": "sarah@example.com"}


def told(clinic):
    with clinic_context(clinic):
        return list(Delivery.objects.order_by("pk").values_list("event", flat=True))


def test_an_arrival_is_told_to_the_systems_of_its_clinic_and_of_no_other(clinic, other_clinic):
    make_system(clinic)
    make_system(clinic, "https://second.example/", events=["lead.accepted"])
    make_system(other_clinic)

    answer = post_lead(client_of(clinic), key_of(clinic), **WHO)
    post_lead(client_of(clinic), key_of(clinic), **WHO, message="Again")

    assert answer.status_code == 201
    assert told(clinic) == ["lead.created", "lead.returned"]
    assert told(other_clinic) == []
    with clinic_context(clinic):
        delivery = Delivery.objects.first()
        assert delivery.lead == Lead.objects.get()
        assert Job.objects.filter(key=f"outbound.own:{delivery.reference}", state="waiting").count() == 1
        assert "Sarah" not in json.dumps(delivery.about)
        assert set(delivery.about) == {"lead_id", "enquiry", "source", "at"}


def test_an_enquiry_that_is_accepted_is_told_with_where_it_stands(clinic):
    make_system(clinic)
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    lead = make_lead(clinic, assigned_to=boss)

    with clinic_context(clinic):
        move_leads([lead.pk], to=stage_of("accepted").pk, by=boss, now=timezone.now(), given=Given(amount=690_000))
        change = StageChange.objects.filter(lead=lead).order_by("-pk")[0]

    assert told(clinic) == ["lead.accepted"]
    with clinic_context(clinic):
        about = Delivery.objects.get().about
        assert (about["stage"], about["previous_stage"], about["enquiry"]) == ("accepted", "new", 1)
        receivers.moved([change])  # a receiver may be told again
        assert Delivery.objects.count() == 1


def test_what_is_rolled_back_is_told_to_nobody_and_test_leads_never_are(clinic):
    make_system(clinic)
    lead = make_lead(clinic)
    arrival = arrive(clinic, lead)
    with clinic_context(clinic):
        with transaction.atomic():
            receivers.arrived(lead, arrival, True)
            assert Delivery.objects.count() == 1
            transaction.set_rollback(True)
        assert not Delivery.objects.exists()

        lead.is_test = True
        receivers.arrived(lead, arrival, True)
        assert not Delivery.objects.exists()


@pytest.mark.parametrize("state", [None, "off", "removed"])
def test_where_nobody_listens_nothing_is_asked_of_the_database(clinic, believed, state):
    if state:
        make_system(clinic, state=state)
    lead = make_lead(clinic)
    arrival = arrive(clinic, lead)
    with clinic_context(clinic):
        change = StageChange.objects.get(lead=lead)
        listeners("lead.created")  # believed from here on

        with CaptureQueriesContext(connection) as asked:
            receivers.arrived(lead, arrival, True)
            receivers.moved([change])

    assert len(asked) == 0


def test_what_gohighlevel_told_us_is_kept_as_theirs_and_told_to_the_others_alone(clinic):
    make_system(clinic, LOCATION, kind="ghl")
    own = make_system(clinic)
    lead = make_lead(clinic)
    arrival = arrive(clinic, lead)
    arrival.body = json.dumps({"contact_id": "c1", "location": {"id": LOCATION}}).encode()

    with clinic_context(clinic), transaction.atomic():
        receivers.arrived(lead, arrival, True)

        assert list(Delivery.objects.values_list("connector", flat=True)) == [own.pk]
        assert ContactLink.objects.get().came_from_there


def test_a_web_page_cannot_say_that_somebody_came_from_gohighlevel(clinic):
    """Its key is in everybody's hands, and the location's id stands in GoHighLevel's own forms."""
    make_system(clinic, LOCATION, kind="ghl")
    key_of(clinic, kind="site", origins=["https://clinic.example"])
    lead = make_lead(clinic)
    arrival = arrive(clinic, lead)
    arrival.body = json.dumps({"contact_id": "c1", "location": {"id": LOCATION}}).encode()

    with clinic_context(clinic), transaction.atomic():
        arrival.key_id = ApiKey.objects.get().pk
        receivers.arrived(lead, arrival, True)

        assert Delivery.objects.count() == 1
        assert not ContactLink.objects.exists()
