"""Stop, lift, and who is stopped: by a hashed address, set-based, in step with the lead (H:G7)."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Consent, Lead, Suppression
from leads.services.consent import is_suppressed, lift, stops_of, suppress, suppressed_of
from leads.services.consent.keys import key_of as address_key
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

PHONE = ("phone", "+39333111222")
MAIL = ("email", "mario@example.com")


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def stop(clinic, agent):
    def run(*addresses, where=clinic, **more):
        given = {"reason": "asked", "source": "by hand", "by": agent, "now": timezone.now()}
        with clinic_context(where):
            return suppress(addresses or [PHONE], **given | more)

    return run


@pytest.fixture
def allow(clinic, manager):
    def run(*addresses, **more):
        given = {"source": "by hand", "by": manager, "now": timezone.now()}
        with clinic_context(clinic):
            return lift(addresses or [PHONE], **given | more)

    return run


def is_stopped(clinic, lead) -> bool:
    with clinic_context(clinic):
        return Lead.objects.get(pk=lead.pk).do_not_contact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("phone", "+39 333 111 222"), PHONE),
        (("phone", "0039333111222"), PHONE),
        (("email", " Mario@Example.com"), MAIL),
        (("email", "m.rossi+x@gmail.com"), ("email", "mrossi@gmail.com")),
    ],
)
def test_spellings_of_one_address_have_one_key_and_it_says_nothing(clinic, one, other):
    with clinic_context(clinic):
        key = address_key(*one)

        assert key == address_key(*other)
    assert (len(key), key.strip("0123456789abcdef")) == (64, "")


def test_the_key_of_an_address_is_another_in_each_clinic(clinic, other_clinic):
    with clinic_context(clinic):
        here = address_key(*PHONE)

    with clinic_context(other_clinic):
        assert address_key(*PHONE) != here


def test_a_stop_outlives_the_change_of_the_secret_key(clinic, stop, settings):
    stop()

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-signs-from-now-on-and-is-long"

    with clinic_context(clinic):
        assert is_suppressed(*PHONE)


@pytest.mark.parametrize(
    ("stopped", "asked", "is_so"),
    [
        ({}, {"channel": "whatsapp"}, True),
        ({}, {}, True),
        ({"channel": "sms"}, {"channel": "sms"}, True),
        ({"channel": "sms"}, {"channel": "whatsapp"}, False),
        ({"channel": "sms"}, {}, False),
        ({"purpose": "marketing"}, {"purpose": "marketing", "channel": "mail"}, True),
        ({"purpose": "marketing"}, {"channel": "mail"}, False),
        ({"purpose": "marketing", "channel": "sms"}, {"purpose": "marketing", "channel": "mail"}, False),
    ],
    ids=str,
)
def test_a_stop_covers_its_way_and_purpose_and_empty_is_all(clinic, stop, stopped, asked, is_so):
    stop(**stopped)

    with clinic_context(clinic):
        assert is_suppressed(*PHONE, **asked) is is_so
        assert not is_suppressed(*MAIL, **asked)


def test_a_repeat_adds_nothing(clinic, stop):
    assert [stop(), stop(), stop(channel="sms")] == [1, 0, 0]

    with clinic_context(clinic):
        assert Suppression.objects.count() == 1


def test_one_clinics_stop_is_not_the_neighbours(other_clinic, stop):
    stop()

    with clinic_context(other_clinic):
        assert not is_suppressed(*PHONE)


def test_lifting_ends_what_is_in_force_and_keeps_the_history(clinic, stop, allow):
    stop()
    stop(purpose="marketing", channel="mail")

    assert (allow(), allow()) == (1, 0)

    with clinic_context(clinic):
        assert not is_suppressed(*PHONE, channel="mail", purpose="marketing")
        assert list(Suppression.objects.order_by("pk").values_list("is_on", "reason")) == [
            (True, "asked"),
            (False, "lifted"),
        ]


def test_lifting_one_way_leaves_the_others(clinic, stop, allow):
    stop(channel="sms")
    stop(channel="whatsapp")

    allow(channel="sms")

    with clinic_context(clinic):
        assert [one.channel for one in stops_of([PHONE])[PHONE]] == ["whatsapp"]


def test_a_stop_after_a_lift_counts_again(clinic, stop, allow):
    stop()
    allow()
    stop()

    with clinic_context(clinic):
        assert is_suppressed(*PHONE)


def test_an_agent_stops_and_does_not_lift(clinic, agent, stop, allow):
    stop()

    with pytest.raises(NotAllowed):
        allow(by=agent)

    with clinic_context(clinic):
        assert is_suppressed(*PHONE)


UNKNOWN = [{"channel": "fax"}, {"purpose": "x"}, {"reason": "lifted"}, {"reason": ""}]


@pytest.mark.parametrize("wrong", UNKNOWN, ids=str)
def test_an_unknown_way_purpose_or_reason_is_refused_and_nothing_is_lifted_by_a_reason(clinic, stop, wrong):
    with pytest.raises(InvalidData):
        stop(**wrong)


def test_whoever_is_reached_by_a_stopped_address_is_in_step_with_it_and_so_are_companions(clinic, stop, allow):
    lead, other = make_lead(clinic), make_lead(clinic, "Heike")
    reach(clinic, lead, *PHONE)
    companion = make_lead(clinic, "Luca", companion_of=lead)

    stop(lead=lead.pk)
    during = [is_stopped(clinic, one) for one in (lead, other, companion)]
    allow()

    assert during == [True, False, True]
    assert not is_stopped(clinic, lead)
    with clinic_context(clinic):
        verbs = Entry.objects.filter(object_id=lead.pk).values_list("additional_data__verb", flat=True)
        assert {"lead.stopped", "lead.stop_lifted"} <= set(verbs)


def test_a_stop_of_one_way_only_leaves_the_lead_in_reach(clinic, stop):
    lead = make_lead(clinic)
    reach(clinic, lead, *PHONE)

    stop(channel="sms")

    assert not is_stopped(clinic, lead)
    with clinic_context(clinic):
        assert suppressed_of([lead.pk], "sms") == {lead.pk}


def test_many_leads_are_asked_for_in_four_statements(clinic, stop, django_assert_num_queries):
    leads = [make_lead(clinic, f"L{n}") for n in range(3)]
    for n, lead in enumerate(leads):
        reach(clinic, lead, "phone", f"+3933311122{n}")
    stop(("phone", "+39333111221"))

    with clinic_context(clinic), django_assert_num_queries(4):
        stopped = suppressed_of([lead.pk for lead in leads])

    assert stopped == {leads[1].pk}


def test_somebody_who_arrives_by_a_stopped_address_is_stopped_from_the_start(clinic, stop):
    stop(MAIL)

    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="Mario@example.com")

    with clinic_context(clinic):
        assert Lead.objects.get().do_not_contact


def test_a_known_lead_who_brings_a_stopped_address_is_stopped(clinic, stop):
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Mario", phone=PHONE[1])
    stop(MAIL)

    post_lead(client, key, first_name="Mario", phone=PHONE[1], email=MAIL[1])

    with clinic_context(clinic):
        assert Lead.objects.get().do_not_contact


def test_an_arrival_by_a_lifted_address_is_not_stopped(clinic, stop, allow):
    stop(MAIL)
    allow(MAIL)

    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email=MAIL[1])

    with clinic_context(clinic):
        assert not Lead.objects.get().do_not_contact


def test_stops_and_consents_survive_the_person_as_a_hash(clinic, agent, stop):
    lead = make_lead(clinic)
    reach(clinic, lead, *PHONE)
    stop(lead=lead.pk)
    with clinic_context(clinic):
        Consent.objects.create(lead=lead, purpose="contact", is_given=True, at=timezone.now(), source="form")

        Lead.objects.get(pk=lead.pk).delete()

        stopped = set(Suppression.objects.values_list("lead_id", flat=True))
        assert (stopped, Consent.objects.get().lead_id) == ({lead.pk}, lead.pk)
        assert is_suppressed(*PHONE)


@pytest.mark.parametrize("table", ["leads_suppression", "leads_consent"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET source = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_product_itself_cannot_change_or_delete_these_rows(clinic, table, statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")

    with clinic_context(clinic), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
