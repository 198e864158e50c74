"""The pages of sequences: listed, built, put into use, archived (LOOK 08)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.sequences import reasons
from comms.sequences.models import Sequence
from comms.sequences.services.building import keep_step
from comms.sequences.services.content import steps_of
from comms.sequences.services.drafts import open_version
from comms.sequences.services.listing import listed
from comms.sequences.services.publishing import publish
from comms.sequences.services.stopping import stop
from comms.sequences.tests.drafting import make_sequence, make_text, message, put_in, task
from crm.testing.people import client_of, make_user
from crm.testing.statements import statements
from leads.models import Tag
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

LIST = "/admin/sequences/"


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def desk(clinic, manager):
    return client_of(clinic, manager)


def made(clinic, manager, *, name="Quotes"):
    with clinic_context(clinic):
        steps = message(make_text(f"one-{name}")), task("Call Sarah")
        return make_sequence(manager, *steps, name=name, now=timezone.now())


def asked_by(reader):
    with CaptureQueriesContext(connection) as seen:
        found = listed(reader, now=timezone.now())
    return found, len(statements(seen))


def test_one_of_ours_is_looked_at_activated_paused_and_archived(clinic, desk):
    empty = desk.get(LIST).content.decode()
    begun = desk.post(f"{LIST}new/", {"preset": "first_week"})
    with clinic_context(clinic):
        row = Sequence.objects.get()
    page = f"{LIST}{row.pk}/"

    assert "Start from Quote follow-up" in empty
    assert begun["Location"] == page
    assert "WhatsApp: Last friendly question" in desk.get(page).content.decode()
    assert "WhatsApp has not approved its text" in desk.get(f"{page}publish/").content.decode()

    seen = re.search(r'name="seen" value="(\w+)"', desk.get(f"{page}publish/").content.decode())[1]
    states = []
    for address, said in (
        ("publish", {"seen": seen}),
        ("pause", {"wanted": "pause"}),
        ("pause", {"wanted": "go_on"}),
        ("archive", {"wanted": "archive"}),
        ("archive", {"wanted": "restore"}),
    ):
        assert desk.post(f"{page}{address}/", said).status_code == 302
        with clinic_context(clinic):
            row.refresh_from_db()
        states.append((row.state, bool(row.archived_at)))
    assert states == [("active", False), ("paused", False), ("active", False), ("paused", True), ("paused", False)]


def test_a_step_is_added_and_changed_by_plain_forms(clinic, manager, desk):
    row = made(clinic, manager)
    page = f"{LIST}{row.pk}/"
    said = {"kind": "task", "wait": "2", "unit": "days", "task": "Ask about the flight", "only_language": "yes"}

    wrong = desk.post(f"{page}step/", said)
    right = desk.post(f"{page}step/", said | {"only_language_values": ["it"]})

    assert (wrong.status_code, right.status_code) == (422, 302)
    with clinic_context(clinic):
        step = steps_of(open_version(row))[-1]
        assert (step.task, step.wait) == ("Ask about the flight", 2)
        assert step.conditions == [{"fact": "language", "is": True, "values": ["it"]}]
    form = desk.get(f"{page}step/{step.key}/").content.decode()
    assert re.search(r'name="only_language_values" value="it"[^>]*checked', form)
    desk.post(f"{page}move/", {"up": step.key})
    desk.post(f"{page}remove/", {"step": step.key})
    with clinic_context(clinic):
        assert [one.task for one in steps_of(open_version(row))] == ["", "Call Sarah"]


def test_a_draft_of_a_colleague_and_one_of_the_other_clinic_are_not_touched(clinic, other_clinic, manager, desk):
    row = made(clinic, manager)
    page = f"{LIST}{row.pk}/"
    form = {"name": "Ours", "groups": ["open"], "seen": "another"}

    assert desk.post(f"{page}settings/", form).status_code == 409
    with clinic_context(clinic):
        row.refresh_from_db()
        assert row.name == "Quotes"
    stranger = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="there@example.com"))
    assert {stranger.get(f"{page}{part}").status_code for part in ("", "settings/", "publish/")} == {404}
    assert stranger.post(f"{page}archive/", {"wanted": "archive"}).status_code == 404


def test_the_list_counts_what_its_reader_sees_in_as_many_statements_however_long_it_is(clinic, manager, desk):
    rows = [made(clinic, manager, name=f"Quotes {number}") for number in range(2)]
    lead = make_lead(clinic)
    with clinic_context(clinic):
        publish(rows[0].pk, takes_along=False, by=manager, now=timezone.now())
        rows[0].refresh_from_db()
        put_in(rows[0], lead, now=timezone.now())
    made(clinic, manager, name="Third")

    with clinic_context(clinic):
        found, number = asked_by(manager)

    assert number == 6
    assert [one.numbers.under_way for one in found] == [1, 0, 0]
    assert re.search(r'data-named="Under way">1<', desk.get(LIST).content.decode())


def test_the_path_and_what_changed_in_it_cost_the_same_however_many_steps_ask_for_stages_and_tags(
    clinic, manager, desk
):
    only = [{"fact": "stage", "is": True, "values": ["new"]}, {"fact": "tag", "is": False, "values": []}]
    numbers = []
    desk.get(LIST)  # what is asked once in a process
    with clinic_context(clinic):
        only[1]["values"] = [str(Tag.objects.create(name="VIP").pk)]
    for many in (1, 4):
        with clinic_context(clinic):
            steps = [task(f"Call {place}", conditions=only) for place in range(many)]
            row = make_sequence(manager, *steps, name=f"Calls {many}", now=timezone.now())
            publish(row.pk, takes_along=False, by=manager, now=timezone.now())
            for one in steps_of(open_version(row)):
                keep_step(row.pk, one.key, task("Write", conditions=only[:1]), now=timezone.now())
        for part in ("", "publish/"):
            with CaptureQueriesContext(connection) as seen:
                said = desk.get(f"{LIST}{row.pk}/{part}").content.decode()
            numbers.append(len(statements(seen)))
            assert "the stage is New" in said

    assert numbers[:2] == numbers[2:]


def test_the_number_of_those_under_way_leads_to_them_alone(clinic, manager, desk):
    row, leads = made(clinic, manager), [make_lead(clinic, name) for name in ("Here", "Gone")]
    with clinic_context(clinic):
        publish(row.pk, takes_along=False, by=manager, now=timezone.now())
        row.refresh_from_db()
        _here, gone = (put_in(row, lead, now=timezone.now()) for lead in leads)
        stop([gone.lead_id], reasons.BY_HAND, now=timezone.now())

    page = desk.get(f"{LIST}{row.pk}/").content.decode()
    link = re.search(r'href="([^"]+)">1 person under way', page)[1]
    shown = desk.get(link).content.decode()

    assert ("Here" in shown, "Gone" in shown) == (True, False)
