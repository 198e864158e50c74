"""An urgent notice by another way: for whoever asked for it, on shift, once (F:C25)."""

from datetime import timedelta

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices import carriers
from tenants.notices.models import NoticeChoice
from tenants.notices.services.carrying import carry, carry_later
from tenants.outbox.handlers import OutcomeUnknown
from tenants.outbox.models import Job
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

PAGE = "/admin/notices/choices/"


@pytest.fixture
def sent(monkeypatch):
    """What the carrier "sms" brought: (mail address of the reader, words, address)."""
    brought = []
    monkeypatch.setattr(carriers, "_carriers", {})
    carriers.carrier("sms", lambda user, words, to: brought.append((user.email, words, to)), label="By SMS")
    return brought


@pytest.fixture
def ada(clinic):
    return make_user(clinic, email="ada@example.com")


def ask_for(clinic, user, name, carrier="sms"):
    with clinic_context(clinic):
        NoticeChoice.objects.create(user=user, kind=name, bell=False, mail=False, carriers=[carrier])


def test_it_brings_the_headline_and_the_way_in_to_whoever_asked(clinic, ada, agent, kind, tell, mailbox, sent):
    name = kind(is_urgent=True, body="Mario Rossi")
    ask_for(clinic, ada, name)

    tell(clinic, [ada, agent], name, key="7", link="/admin/7/", who="Erion")
    tell(clinic, [ada, agent], name, key="7", link="/admin/7/", who="Erion")
    mailbox.deliver(clinic)

    assert sent == [("ada@example.com", "Erion called", "http://clinic-a.localhost:8000/admin/7/")]


def test_off_shift_it_brings_nothing(clinic, ada, kind, tell, mailbox, sent):
    name = kind(is_urgent=True)
    ask_for(clinic, ada, name)
    ada.shift = User.Shift.OFF

    tell(clinic, [ada], name)
    mailbox.deliver(clinic)

    assert sent == []


@pytest.mark.parametrize(("is_urgent", "carrier"), [(False, "sms"), (True, "gone")])
def test_neither_what_is_not_urgent_nor_an_unknown_way_is_brought(
    clinic, ada, kind, tell, mailbox, sent, is_urgent, carrier
):
    name = kind(is_urgent=is_urgent)
    ask_for(clinic, ada, name, carrier)

    tell(clinic, [ada], name)
    mailbox.deliver(clinic)

    assert sent == []


def test_a_carrier_that_left_meanwhile_failed_for_certain(clinic, ada, kind, tell, mailbox, sent, monkeypatch):
    name = kind(is_urgent=True)
    ask_for(clinic, ada, name)
    tell(clinic, [ada], name)
    monkeypatch.setattr(carriers, "_carriers", {})

    mailbox.deliver(clinic)

    with clinic_context(clinic):
        assert list(Job.objects.filter(kind="notices.carry").values_list("state", flat=True)) == ["failed"]


def test_it_is_chosen_on_ones_page_where_there_is_a_carrier_and_for_what_is_urgent(clinic, ada, kind, sent):
    hot, calm, client = kind("test.hot", is_urgent=True), kind("test.calm"), client_of(clinic, ada)

    ticked = {f"sms:{hot}": "on", f"sms:{calm}": "on", f"bell:{hot}": "on"}
    client.post(PAGE, {**ticked, "notice_phone": "+355 69 123 4567"})

    with clinic_context(clinic):
        chosen = {row.kind: row.carriers for row in NoticeChoice.objects.filter(kind__startswith="test.")}
    assert chosen == {hot: ["sms"], calm: []}
    page = client.get(PAGE).content.decode()
    assert 'name="sms:test.hot" checked' in page
    assert 'name="sms:test.calm"' not in page


def test_without_a_carrier_there_is_no_such_choice(clinic, ada, kind, monkeypatch):
    kind(is_urgent=True)
    monkeypatch.setattr(carriers, "_carriers", {})

    page = client_of(clinic, ada).get(PAGE).content.decode()

    assert page.count('<th scope="col">') == 3


def number_of(clinic, user):
    with clinic_context(clinic):
        return User.objects.get(pk=user.pk).notice_phone


def test_it_needs_a_number_that_nobody_but_oneself_writes_and_emptying_it_ends_it(clinic, ada, kind, sent):
    hot, client = kind("test.hot", is_urgent=True), client_of(clinic, ada)
    ticked = {f"sms:{hot}": "on"}

    refused = [client.post(PAGE, {**ticked, "notice_phone": typed}) for typed in ("", "call me")]
    assert [one.status_code for one in refused] == [422, 422]
    assert "like +355691234567" in refused[1].content.decode()
    client.post(PAGE, {**ticked, "notice_phone": "+355 69 123 4567"})
    boss = client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com"))
    boss.post(f"/admin/staff/user/{ada.pk}/change/", {"full_name": "Ada", "notice_phone": "+355697654321"})
    assert number_of(clinic, ada) == "+355691234567"
    client.post(PAGE, {**ticked, "notice_phone": ""})

    assert number_of(clinic, ada) == ""
    with clinic_context(clinic):
        assert NoticeChoice.objects.get(user=ada, kind=hot).carriers == []


def test_what_happens_several_times_within_a_while_is_one_message_and_a_second_try_tells_the_same(
    clinic, ada, kind, tell, sent
):
    name = kind(is_urgent=True, comes_in_bursts=True, several="%(number)s calls")
    ask_for(clinic, ada, name)
    for who in ("Erion", "Blerta", "Drita"):
        tell(clinic, [ada], name, key=who, who=who, link=f"/admin/{who}/")
    with clinic_context(clinic):
        jobs = list(Job.objects.filter(kind="notices.carry").order_by("created_at"))

        for job in [jobs[1], jobs[1], jobs[0], jobs[2]]:
            carry(job.payload)

    whole = ("ada@example.com", "3 calls", "http://clinic-a.localhost:8000/admin/notices/")
    assert sent == [whole, whole]  # the same job twice; the others know
    assert all(job.due_at - job.created_at > timedelta(seconds=50) for job in jobs)


def test_what_was_brought_is_not_told_again_because_two_told_it_at_once(clinic, ada, kind, tell, sent):
    name = kind(is_urgent=True, comes_in_bursts=True, several="%(number)s calls")
    ask_for(clinic, ada, name)
    tell(clinic, [ada], name, key="1", who="Erion")
    with clinic_context(clinic):
        first = Job.objects.get(kind="notices.carry")
        carry(first.payload)
        carry_later(first.payload["notice"], ["sms"], after=timedelta())  # who came second, and waited for the row
    tell(clinic, [ada], name, key="2", who="Blerta")
    with clinic_context(clinic):
        carry(Job.objects.filter(kind="notices.carry").exclude(pk=first.pk).get().payload)

    assert [words for _who, words, _to in sent] == ["Erion called", "Blerta called"]


def test_an_outcome_that_nobody_knows_is_shown_and_not_tried_again(clinic, ada, kind, tell, mailbox, monkeypatch):
    def hangs(user, words, to):
        raise OutcomeUnknown("no answer")

    monkeypatch.setattr(carriers, "_carriers", {})
    carriers.carrier("sms", hangs, label="By SMS")
    name = kind(is_urgent=True)
    ask_for(clinic, ada, name)

    tell(clinic, [ada], name, who="Erion")
    mailbox.deliver(clinic)

    page = client_of(clinic, ada).get(PAGE).content.decode()
    assert "Nobody knows whether it arrived; it is not sent again" in page
    with clinic_context(clinic):
        assert Job.objects.get(kind="notices.carry").state == Job.State.UNKNOWN
