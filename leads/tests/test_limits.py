"""How often a key, an address and a person may knock (F:0.3, T25; H:L7). In Redis and without it: tenants.rates."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis import Redis

from crm.testing.people import client_of, key_of
from crm.testing.statements import asked
from leads.models import LeadPayload
from leads.services.limits import PER_ADDRESS, PER_CONTACT
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import forget_keys

PAGE = "https://clinic-site.example"


@pytest.fixture
def few(clinic):
    """A secret key for three arrivals an hour."""
    key = key_of(clinic)
    with clinic_context(clinic):
        ApiKey.objects.update(per_hour=3)
    return key


@pytest.fixture
def site_key(clinic):
    return key_of(clinic, kind="site", origins=[PAGE])


def knock(clinic, key, number, *, address="192.0.2.1", **fields):
    person = {"first_name": "Mario", "phone": f"+3933311{number:05}"} | fields
    return client_of(clinic).post(
        "/api/v1/leads",
        person,
        content_type="application/json",
        headers={"X-API-Key": key, "Origin": PAGE},
        REMOTE_ADDR=address,
    )


def taken(clinic, key, tries, **fields):
    """How many of so many were let in."""
    return sum(knock(clinic, key, number, **fields).status_code in {200, 201} for number in range(tries))


def stored(clinic):
    with clinic_context(clinic):
        return LeadPayload.objects.count()


def test_a_key_beyond_its_hour_is_429_with_the_seconds_to_wait_and_nothing_is_kept(clinic, few):
    assert taken(clinic, few, 3) == 3

    answer = knock(clinic, few, 4)

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 3960
    assert stored(clinic) == 3


def test_the_key_beside_it_and_the_clinic_next_door_go_on(clinic, other_clinic, few):
    taken(clinic, few, 5)

    assert taken(clinic, key_of(clinic), 5) == 5
    assert taken(other_clinic, key_of(other_clinic), 5) == 5


def test_a_knock_that_is_refused_asks_the_database_nothing(clinic, few):
    taken(clinic, few, 4)
    forget_keys()
    knock(clinic, few, 5)  # keys are believed for three seconds; from now on

    with CaptureQueriesContext(connection) as captured:
        assert knock(clinic, few, 6).status_code == 429

    assert asked(captured) == []


def test_what_is_refused_for_its_body_has_been_counted(clinic, few):
    for number in range(3):
        assert knock(clinic, few, number, first_name="").status_code == 422

    assert knock(clinic, few, 4).status_code == 429


def test_an_address_sends_ten_times_a_minute_from_a_page_and_others_go_on(clinic, other_clinic, site_key):
    assert taken(clinic, site_key, PER_ADDRESS + 5) == PER_ADDRESS

    assert taken(clinic, site_key, 5, address="192.0.2.2") == 5
    assert taken(other_clinic, key_of(other_clinic, kind="site", origins=[PAGE]), 5) == 5


def test_all_addresses_of_one_customers_network_are_one(clinic, site_key):
    answers = [knock(clinic, site_key, n, address=f"2001:db8::{n:x}").status_code for n in range(PER_ADDRESS + 5)]

    assert answers.count(201) == PER_ADDRESS


def test_a_server_sends_for_all_its_visitors_and_is_not_counted_by_address(clinic):
    assert taken(clinic, key_of(clinic), PER_ADDRESS + 5) == PER_ADDRESS + 5


@pytest.mark.parametrize("person", [{"phone": "+39 333 11 12 345"}, {"phone": "", "email": "mario@example.com"}])
def test_who_writes_more_than_ten_times_an_hour_from_pages_waits_and_is_not_shut_out(clinic, site_key, person):
    answers = [
        knock(clinic, site_key, 0, address=f"192.0.2.{n}", **person).status_code for n in range(PER_CONTACT + 5)
    ]

    assert set(answers) == {201}
    with clinic_context(clinic):
        assert LeadPayload.objects.filter(held_for="unchecked", reason="crowded").count() == 5
    assert knock(clinic, site_key, 7, address="192.0.2.99").status_code == 201


def test_a_server_may_tell_of_one_person_as_often_as_it_likes(clinic):
    key = key_of(clinic)

    answers = [knock(clinic, key, 0).status_code for _ in range(PER_CONTACT + 5)]

    assert set(answers) == {200, 201}


def test_who_knocks_stands_nowhere_in_redis(clinic, site_key):
    knock(clinic, site_key, 12345, email="mario@example.com")

    with Redis.from_url(settings.REDIS_URL) as client:
        held = str([(key, client.hgetall(key)) for key in client.scan_iter("rates:*")])
    assert held.count("address") == 1
    assert held.count("contact") == 2
    assert not any(secret in held for secret in ("192.0.2.1", "3331112345", "mario", site_key))
