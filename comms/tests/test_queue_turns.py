"""One lead at a time, never the same to two colleagues (F:C9)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from comms.models import Call, QueueTurn
from comms.services.queue import Day, day_of, finish, pause, skip, take
from comms.tests.conftest import NOW
from comms.tests.factories import make_account, make_conversation
from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from crm.testing.statements import statements
from crm.testing.threads import at_once
from leads.models import Disposition, Lead
from leads.models.consent import Channel
from leads.services.attempts import Said
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff.roles import MANAGER

HOUR = timedelta(hours=1)
MOST_QUESTIONS = 19


@pytest.fixture
def at_noon():
    with travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ana(clinic, at_noon):
    return make_user(clinic, data_scope="own", languages=["it"])


@pytest.fixture
def ben(clinic, at_noon):
    return make_user(clinic, email="ben@example.com", data_scope="own")


@pytest.fixture
def desk(clinic, ana):
    with clinic_context(clinic):
        yield clinic


def to_call(clinic, name: str, **fields) -> Lead:
    """An Italian who waits for an answer and can be called."""
    lead = make_lead(clinic, name, country="IT", **fields)
    number = f"+3933312{lead.pk % 100000:05d}"
    reach(clinic, lead, "phone", number)
    return lead


def next_of(person) -> str | None:
    turn = take(person, now=timezone.now())
    return turn.lead.first_name if turn else None


def test_the_hotter_one_is_next_and_comes_again_until_it_is_done(desk, ana):
    to_call(desk, "Cold", lead_score=10)
    to_call(desk, "Hot", lead_score=90)

    assert [next_of(ana), next_of(ana)] == ["Hot", "Hot"]


def test_two_colleagues_never_have_the_same_lead_and_a_lease_ends_after_five_minutes(desk, ana, ben, at_noon):
    to_call(desk, "First", lead_score=90)
    to_call(desk, "Second", lead_score=10)

    assert [next_of(ana), next_of(ben)] == ["First", "Second"]
    at_noon.shift(timedelta(minutes=5))
    assert next_of(ben) == "First"
    assert next_of(ana) == "Second"


def test_who_pauses_lets_go_and_who_skips_has_them_last(desk, ana, ben):
    to_call(desk, "First", lead_score=90)
    second = to_call(desk, "Second", lead_score=10)
    next_of(ana)

    pause(by=ana)
    assert next_of(ben) == "First"
    pause(by=ben)
    skip(Lead.objects.get(first_name="First").pk, by=ana, now=timezone.now())

    assert next_of(ana) == "Second"
    assert next_of(ben) == "First"
    skip(second.pk, by=ana, now=timezone.now())
    pause(by=ben)
    assert next_of(ana) == "First"


@pytest.mark.parametrize(
    "fields",
    [
        {"archived_at": NOW},
        {"is_test": True},
        {"do_not_contact": True},
        {"stage": "Lost"},
        {"country": "JP"},
    ],
)
def test_nobody_is_offered_who_is_not_to_be_called_now(desk, ana, fields):
    lead = make_lead(desk, **{"country": "IT", **fields})
    reach(desk, lead, "phone", "+819012345678" if fields.get("country") == "JP" else "+393331200001")

    assert take(ana, now=timezone.now()) is None


def test_nobody_is_offered_without_a_number_that_works_and_a_companion_has_their_holders(desk, ana):
    holder = make_lead(desk, "Holder", country="IT", stage="Contacted")
    make_lead(desk, "Companion", country="IT", companion_of=holder)
    wrong = make_lead(desk, "Wrong", country="IT", lead_score=99)
    reach(desk, wrong, "phone", "333", is_valid=False)

    assert take(ana, now=timezone.now()) is None
    reach(desk, holder, "phone", "+393331200001")
    assert next_of(ana) == "Companion"


def test_who_does_not_want_calls_is_not_called_though_they_may_be_written_to(desk, ana):
    lead = to_call(desk, "Quiet")
    asked = {"reason": "asked", "source": "test", "by": None, "now": timezone.now()}

    suppress([("phone", lead.identities.get().value)], channel=Channel.CALL, lead=lead.pk, **asked)

    lead.refresh_from_db()
    assert (next_of(ana), lead.do_not_contact) == (None, False)


def test_the_queue_holds_ones_own_and_nobodys_also_for_who_sees_all(desk, ana, ben):
    manager = make_user(desk, role=MANAGER, email="manager@example.com")
    to_call(desk, "Bens", assigned_to=ben, lead_score=90)
    free = to_call(desk, "Nobodys")

    assert next_of(ana) == "Nobodys"
    pause(by=ana)
    assert next_of(manager) == "Nobodys"
    Lead.objects.filter(pk=free.pk).delete()
    assert next_of(manager) is None
    with pytest.raises(NotThere):
        skip(Lead.objects.get(first_name="Bens").pk, by=ana, now=timezone.now())


def test_a_closing_window_brings_somebody_up_whom_nothing_else_does(desk, ana):
    lead = to_call(desk, "Window", stage="Contacted")
    assert next_of(ana) is None

    make_conversation(desk, lead, wrote=timezone.now() - 22 * HOUR)

    assert next_of(ana) == "Window"


def test_a_result_is_needed_and_lets_the_lead_go_with_its_next_step(desk, ana):
    lead = to_call(desk, "Marco")
    take(ana, now=timezone.now())
    asked = {"by": ana, "now": timezone.now()}

    with pytest.raises(InvalidData):
        finish(lead.pk, Disposition.CALLBACK, Said(), **asked)
    assert QueueTurn.objects.get().held_until
    finish(lead.pk, Disposition.NO_ANSWER, Said(), **asked)

    lead.refresh_from_db()
    assert lead.next_follow_up == timezone.now() + 4 * HOUR
    assert next_of(ana) is None
    assert day_of(ana, now=timezone.now()) == Day(done=1, reached=0)


def test_the_other_clinics_leads_are_never_offered(desk, other_clinic, ana):
    to_call(other_clinic, "Theirs", lead_score=99)

    assert take(ana, now=timezone.now()) is None


def test_the_number_of_questions_does_not_grow_with_the_queue(desk, ana):
    for number in range(15):
        to_call(desk, f"N{number}")
    take(ana, now=timezone.now())

    with CaptureQueriesContext(connection) as captured:
        take(ana, now=timezone.now())

    assert len(statements(captured)) <= MOST_QUESTIONS


def test_of_two_who_ask_at_the_same_moment_each_gets_another(fresh_clinic):
    clinic = fresh_clinic()
    people = [make_user(clinic, email=f"{name}@example.com") for name in ("ana", "ben")]
    moment = timezone.now().replace(hour=11)
    for name in ("First", "Second"):
        to_call(clinic, name)

    for _round in range(5):
        turns = at_once(clinic, *(partial(take, one, now=moment) for one in people))
        with clinic_context(clinic):
            assert len({turn.lead.pk for turn in turns if turn}) == len([turn for turn in turns if turn])
            QueueTurn.objects.all().delete()


def test_who_is_on_the_line_with_a_colleague_is_given_to_nobody_else_however_long_they_talk(desk, ana, ben):
    lead, minute = to_call(desk, "Marco"), HOUR / 60
    take(ana, now=NOW)
    account = make_account(desk, "sms")
    call = Call.objects.create(lead=lead, account=account, is_out=True, agent=ana, at=NOW, state="talking")

    during = take(ben, now=NOW + 30 * minute)
    Call.objects.filter(pk=call.pk).update(ended_at=NOW + 31 * minute)
    at_once_after = take(ben, now=NOW + 33 * minute)
    hers = take(ana, now=NOW + 33 * minute)

    assert (during, at_once_after, hers.lead) == (None, None, lead)
    assert take(ben, now=NOW + 39 * minute).lead == lead
