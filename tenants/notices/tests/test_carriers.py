"""An urgent notice by another way: for whoever asked for it, on shift, once (F:C25)."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices import carriers
from tenants.notices.models import NoticeChoice
from tenants.outbox.models import Job
from tenants.staff.models import User

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

    client.post(PAGE, {f"sms:{hot}": "on", f"sms:{calm}": "on", f"bell:{hot}": "on"})

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
