"""GoHighLevel hears of leads: a contact each, its tags kept, and no loop (INTEGRATIONS 10, F:I19)."""

import json

import pytest

from comms.outbound.models import Connector, ContactLink, Delivery
from comms.outbound.services import standing
from comms.outbound.services.coming_from_there import contact_in
from comms.outbound.tests.factories import LOCATION, NOW, tell_due
from comms.providers.gohighlevel.client import GoHighLevel, Person
from comms.providers.gohighlevel.errors import refusal
from comms.tests.vectors import vector
from crm.lib.errors import InvalidData
from crm.lib.http import Reply
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import kind_of
from tenants.settings.services.credentials import remove, store
from tenants.staff import roles
from tenants.tests.registering import asked

KEYS = {"location_id": LOCATION, "token": f"pit-{LOCATION}"}
V1 = ["eyJhbGciOiJIUzI1NiJ9.eyJsb2NhdGlvbl9pZCI6IngifQ.c2ln", "0b6c6b62-5ba4-4ffc-a2a3-1cd8dfb6e9c0"]


@pytest.fixture
def connected(clinic, simulator, clock):
    with clinic_context(clinic):
        store("gohighlevel", KEYS, by=None)
        yield Connector.objects.get()


@pytest.fixture
def lead(clinic, connected):
    one = make_lead(clinic, "Nicolò", "D'Àngelo", country="IT")
    reach(clinic, one, "phone", "+393331234567")
    reach(clinic, one, "email", "nicolo@example.it")
    return one


def tell(lead, connected, event="lead.created", cause="1"):
    from comms.outbound.services.asking import Wanted, ask_for

    wanted = Wanted(connected.pk, "ghl", event, lead.pk, {}, cause)
    ask_for([wanted], now=NOW)
    tell_due()
    return Delivery.objects.get(reference=wanted.reference)


def contacts(simulator):
    return list(simulator.world.contacts.values())


def test_a_lead_becomes_a_contact_whose_id_we_keep_and_whose_tags_stay(clinic, simulator, connected, lead):
    assert tell(lead, connected).state == "success"
    (contact,) = contacts(simulator)
    contact["tags"].append("of theirs")
    assert tell(lead, connected, "lead.accepted", "2").state == "success"

    (contact,) = contacts(simulator)
    assert (contact["firstName"], contact["phone"], contact["country"]) == ("Nicolò", "+393331234567", "IT")
    assert contact["tags"] == ["bridgework", "of theirs", "bridgework accepted"]
    assert ContactLink.objects.get().contact_id == contact["id"]
    upserts = [json.loads(one["body"]) for one in simulator.got("ghl.upsert")]
    assert len(upserts) == 2
    assert not any("tags" in said or "dnd" in said for said in upserts)


def test_who_must_not_be_written_to_is_so_there_too(simulator, connected, lead):
    lead.do_not_contact = True
    lead.save()

    tell(lead, connected)

    assert contacts(simulator)[0]["dnd"] is True


def test_two_contacts_of_one_person_there_are_for_people_to_merge(simulator, connected, lead):
    service = GoHighLevel(LOCATION, KEYS["token"], base=simulator.url)
    service.upsert(Person(email="nicolo@example.it"))
    service.upsert(Person(phone="+393331234567"))

    delivery = tell(lead, connected)

    assert (delivery.state, delivery.code) == ("failed", "two_contacts")
    assert len(simulator.got("ghl.upsert")) == 2


def test_too_much_waits_the_interval_that_they_say_and_costs_no_try(simulator, connected, lead, clock):
    simulator.tell("ghl.upsert", "status", status=429, times=5)

    delivery = tell(lead, connected)
    connected.refresh_from_db()
    assert (connected.paused_until - delivery.created_at).total_seconds() == 10
    for _ in range(5):
        assert tell_due() == 0  # nobody asks them before
        clock.move_to(Connector.objects.get().paused_until)
        tell_due()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.free_tries) == ("success", 6, 5)


@pytest.mark.parametrize("status", [401, 403])
def test_keys_that_they_refuse_stop_the_connector_and_fresh_ones_open_it(
    clinic, simulator, connected, lead, status, clock
):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    simulator.tell("ghl.upsert", "status", status=status)

    delivery = tell(lead, connected)

    connected.refresh_from_db()
    assert (delivery.state, connected.state, connected.code) == ("pending", "broken", f"HTTP {status}")
    assert list(Notice.objects.values_list("user", "kind")) == [(boss.pk, standing.STOPPED)]
    clock.shift(3600)
    assert tell_due() == 0
    store("gohighlevel", KEYS, by=None)
    tell_due()
    delivery.refresh_from_db()
    assert delivery.state == "success"


def test_what_they_do_not_take_is_final_with_their_words_beside_it(simulator, connected, lead):
    simulator.tell("ghl.upsert", "status", status=422)

    delivery = tell(lead, connected)

    assert (delivery.state, delivery.attempts) == ("failed", 1)
    assert delivery.detail == "phone must be a valid phone number"
    connected.refresh_from_db()
    assert connected.state == "open"


def test_a_fault_of_theirs_is_tried_after_1_2_and_4_seconds_and_then_given_up(simulator, connected, lead, clock):
    simulator.tell("ghl.upsert", "status", status=500, times=0)
    delivery = tell(lead, connected)

    for seconds in (1, 2, 4):
        assert tell_due() == 0
        clock.shift(seconds)
        assert tell_due() == 1

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(simulator.got("ghl.upsert"))) == ("failed", 4, 4)


def test_an_upsert_that_nobody_answers_is_made_again_and_tags_are_for_people(simulator, connected, lead, clock):
    simulator.tell("ghl.upsert", "vanish")
    simulator.tell("ghl.tags", "vanish")

    delivery = tell(lead, connected)
    clock.shift(1)
    tell_due()

    delivery.refresh_from_db()
    tags = Delivery.objects.get(event="contact.tags")
    assert (delivery.state, delivery.attempts) == ("success", 2)
    assert (tags.state, tags.code, tags.attempts) == ("unknown", "lost", 1)
    clock.shift(3600)
    assert tell_due() == 0
    assert len(contacts(simulator)) == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_tags_that_broke_over_there_may_have_been_added_and_are_not_added_again(
    simulator, connected, lead, clock, status
):
    simulator.tell("ghl.tags", "status", status=status, times=0)

    tell(lead, connected)
    clock.shift(3600)
    tell_due()

    tags = Delivery.objects.get(event="contact.tags")
    assert (tags.state, tags.code, len(simulator.got("ghl.tags"))) == ("unknown", "lost", 1)


def test_somebody_without_mail_and_number_is_not_made_a_new_contact_each_time(clinic, simulator, connected):
    nobody = make_lead(clinic, "Only", "Instagram")

    delivery = tell(nobody, connected)

    assert (delivery.state, delivery.code) == ("failed", "no_way")
    assert contacts(simulator) == []
    connected.refresh_from_db()
    assert (connected.state, connected.failures) == ("open", 0)


def test_who_came_from_there_is_never_told_back(simulator, connected, lead):
    known = {"location_id": LOCATION, "contact_id": "abc", "linked_at": lead.created_at}
    ContactLink.objects.create(lead=lead, came_from_there=True, **known)

    assert tell(lead, connected, "lead.created").state == "success"

    assert not simulator.got("ghl.upsert")


def test_only_a_contact_of_the_connected_location_counts_as_theirs():
    said = {"contact_id": "seD4PfOuKoVMLkEZqohJ", "location": {"id": LOCATION}}

    assert contact_in(json.dumps(said).encode(), LOCATION) == said["contact_id"]
    for other in (
        {**said, "location": {"id": "another"}}, {**said, "location": LOCATION}, {**said, "contact_id": 7},
        {**said, "contact_id": "../x"}, {"contact_id": "x"}, [said], "contact_id",
    ):  # fmt: skip
        assert contact_in(json.dumps(other).encode(), LOCATION) == ""
    assert contact_in(b"contact_id=[[[", LOCATION) == ""


@pytest.mark.parametrize("token", V1)
def test_a_key_of_the_old_api_is_known_and_refused_in_words(clinic, token):
    with clinic_context(clinic), pytest.raises(InvalidData) as refused:
        store("gohighlevel", {**KEYS, "token": token}, by=None)

    assert "create a Private Integration token" in refused.value.fields["token"][0]
    with clinic_context(clinic):
        assert not Connector.objects.exists()


def test_the_form_proposes_the_location_that_the_clinic_was_asked_for_with_until_another_is_stored(
    clinic, other_clinic, clock
):
    asked(now=NOW, state="active", decided_at=NOW, clinic=clinic)
    boss = {one: client_of(one, make_user(one, role=roles.ADMIN, email="boss@example.com"))
            for one in (clinic, other_clinic)}  # fmt: skip
    page = "/admin/integrations/gohighlevel/"

    assert f'value="{LOCATION}"' in boss[clinic].get(page).content.decode()
    assert LOCATION not in boss[other_clinic].get(page).content.decode()
    with clinic_context(clinic):
        store("gohighlevel", {**KEYS, "location_id": "another0location"}, by=None)
    shown = boss[clinic].get(page).content.decode()
    assert ('value="another0location"' in shown, LOCATION in shown) == (True, False)


def test_a_location_is_one_clinics_until_it_lets_go(clinic, other_clinic, simulator):
    with clinic_context(clinic):
        store("gohighlevel", KEYS, by=None)
    with clinic_context(other_clinic), pytest.raises(InvalidData) as refused:
        store("gohighlevel", KEYS, by=None)
    assert list(refused.value.fields) == ["location_id"]

    with clinic_context(clinic):
        remove("gohighlevel")
        assert Connector.objects.get().state == "off"
    with clinic_context(other_clinic):
        store("gohighlevel", KEYS, by=None)
        assert Connector.objects.get().state == "open"


def test_the_test_of_the_connection_writes_nobody_there_and_says_what_is_wrong(clinic, simulator):
    test = kind_of("gohighlevel").test
    with clinic_context(clinic):
        test(KEYS)
        for token, words in (("pit-of-another", "not of this location"), ("no-token", "expired")):
            with pytest.raises(ProviderRefused, match=words):
                test({**KEYS, "token": token})

    assert {one["method"] for one in simulator.got("ghl")} == {"GET"}


def test_the_vectors_of_their_api_are_read():
    known = vector("ghl/requests.json")
    said = {status: refusal(Reply(status, json.dumps(known[str(status)]).encode(), None, "", 10.0))
            for status in (400, 401, 403, 422, 429)}  # fmt: skip

    assert {status: one.trouble for status, one in said.items()} == {
        400: "content", 401: "auth", 403: "account", 422: "content", 429: "rate",
    }  # fmt: skip
    assert said[422].detail == "phone must be a valid phone number"
    assert said[429].wait == 10
    upsert = Person("Nicolò", "D'Àngelo", "nicolo@example.it", "+393331234567", "IT", "DentCRM").body(LOCATION)
    wanted = known["v2_upsert"]["body"]
    assert upsert == {name: wanted[name] for name in upsert}
    assert set(wanted) - set(upsert) == {"tags", "customFields"}
