"""What a step asks of somebody (F:C16), and that a list is no agreement to be written to (H:I11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.sequences import reasons
from comms.sequences.models import Step, StepRun
from comms.sequences.services.conditions import holds, unmet
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import look, make_person, make_sequence
from comms.services.bulk.deciding import SKIPPED, UNASKED
from comms.tests.conftest import NOW
from comms.tests.factories import make_account, make_conversation
from crm.testing.people import make_user
from leads.models import ImportedLead, Lead, LeadImport
from leads.services.consent import Given, give, withdraw
from leads.services.tags import tag_leads
from leads.tests.factories import arrive
from tenants.context import clinic_context
from tenants.staff import roles

FACTS = {"stage": {"new", "7"}, "temperature": {"hot"}, "tag": {"1", "2"}, "language": {"it"}}


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.mark.parametrize(
    ("fact", "values", "is_so"),
    [
        ("stage", ["contacted", "new"], True),
        ("stage", [7], True),
        ("stage", ["8"], False),
        ("temperature", ["warm"], False),
        ("tag", [2], True),
        ("tag", ["12"], False),
        ("language", ["it", "de"], True),
        ("no_reply", [], True),
        ("quote_opened", [], False),
    ],
)
def test_a_condition_holds_when_one_of_its_values_is_so_and_the_other_way_round(fact, values, is_so):
    told = {"fact": fact, "values": values}

    assert holds({**told, "is": True}, FACTS) is is_so
    assert holds({**told, "is": False}, FACTS) is not is_so


@pytest.mark.parametrize("said", [True, False])
def test_a_fact_that_nobody_knows_lets_nobody_through(said):
    assert not holds({"fact": "horoscope", "is": said, "values": ["leo"]}, FACTS)
    assert not holds({}, FACTS)


def test_each_is_judged_by_their_own_step_and_many_cost_what_two_cost(clinic, manager):
    people = [make_person(clinic, number, language="it" if number % 2 else "en") for number in range(12)]
    with clinic_context(clinic):
        told = tag_leads([people[0].pk, people[1].pk], add=["VIP"], by=manager, now=NOW)
        tag = str(Lead.objects.get(pk=told.pks[0]).lead_tags.get().tag_id)
        asks = [{"fact": "language", "is": True, "values": ["it"]}, {"fact": "tag", "is": True, "values": [tag]}]
        wanted = [(lead, Step(conditions=asks)) for lead in Lead.objects.select_related("stage").order_by("pk")]
        counted = []
        for some in (wanted[:2], wanted):
            with CaptureQueriesContext(connection) as asked:
                found = unmet(some, now=NOW)
            counted.append(len(asked))

        assert {lead.pk for lead in people} - found == {people[1].pk}
        assert counted[0] == counted[1] == 2
        assert unmet([(lead, Step(conditions=[])) for lead, _step in wanted], now=NOW) == set()


def test_a_step_whose_conditions_are_not_met_is_left_out_and_said_so(clinic, other_clinic, clock):
    make_account(clinic, "sms")
    asks = [{"fact": "stage", "is": True, "values": ["quoted"]}]
    sequence = make_sequence(clinic, step={"conditions": asks})
    lead = make_person(clinic)
    with clinic_context(clinic):
        enrol(sequence.pk, [lead.pk], way="hand", now=NOW)

    look(clinic, NOW)

    with clinic_context(clinic):
        run = StepRun.objects.get()
        assert (run.outcome, run.reason, run.message) == ("skipped", reasons.CONDITION, None)
    with clinic_context(other_clinic):
        assert not StepRun.objects.exists()


def listed(clinic, number):
    """Somebody whom a list brought."""
    lead = make_person(clinic, number)
    with clinic_context(clinic):
        moments = {"created_at": NOW, "expires_at": NOW + timedelta(days=1)}
        brought = LeadImport.objects.create(name="old.csv", size=1, sha256="0", fingerprint=str(number), **moments)
        ImportedLead.objects.create(lead=lead, brought=brought, number=1, is_new=True, at=NOW)
    return lead


def test_whom_a_list_brought_begins_only_with_a_word_of_their_own(clinic, manager, clock):
    make_account(clinic, "sms")
    sequence = make_sequence(clinic)
    silent, agreed, elsewhere, arrived, wrote = (listed(clinic, number) for number in range(5))
    with clinic_context(clinic):
        give(agreed.pk, Given("contact"), by=manager, now=NOW)
        give(elsewhere.pk, Given("marketing", "mail"), by=manager, now=NOW)
    arrive(clinic, arrived)
    make_conversation(clinic, wrote, channel="sms", address="+447700900199", wrote=NOW - timedelta(days=9))

    with clinic_context(clinic):
        every = [one.pk for one in (silent, agreed, elsewhere, arrived, wrote)]
        told = enrol(sequence.pk, every, way="many", now=NOW)

    assert dict(told.why) == dict.fromkeys((silent.pk, elsewhere.pk), reasons.NO_CONSENT)
    assert set(told.begun) == {agreed.pk, arrived.pk, wrote.pk}


def test_who_takes_an_agreement_back_is_written_to_no_more(clinic, manager, clock):
    make_account(clinic, "sms")
    sequence, lead = make_sequence(clinic), listed(clinic, 1)
    with clinic_context(clinic):
        give(lead.pk, Given("contact", "sms"), by=manager, now=NOW)
        enrol(sequence.pk, [lead.pk], way="hand", now=NOW)
        withdraw(lead.pk, Given("contact", "sms"), by=manager, now=NOW + timedelta(seconds=1))

    look(clinic, NOW)

    with clinic_context(clinic):
        run = StepRun.objects.get()
        assert (run.outcome, run.reason) == ("skipped", str(SKIPPED[UNASKED]))
