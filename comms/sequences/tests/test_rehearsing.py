"""What is told before a sequence begins is what then happens, and telling it writes nothing (F:C16)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.models import Message
from comms.sequences import reasons
from comms.sequences.models import Enrolment, Rule, StepRun, Version
from comms.sequences.services.enrolling import enrol
from comms.sequences.services.moving_on import go_on_with
from comms.sequences.services.rehearsing import rehearsing
from comms.sequences.services.rehearsing.audience import EVERYBODY, UNDER_WAY, audience_of
from comms.sequences.services.rehearsing.load import load_of, spilt, window_of_clinic
from comms.sequences.services.rehearsing.rehearsing import rehearse, rehearse_later, rehearsed
from comms.sequences.services.rehearsing.trying import try_beginning, try_going_on
from comms.sequences.tests.factories import look, make_person, make_sequence, make_text
from comms.services.bulk.deciding import SKIPPED
from comms.tests.conftest import NOW
from comms.tests.factories import make_account
from crm.testing.people import client_of, make_user
from leads.models import ImportedLead, Lead, LeadImport, SavedView
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.runs.services.working import finish
from tenants.staff import roles
from tenants.staff.models import User

NUMBERS = ("+4477009001", "+3933311122", "+3556721234", "+1212555019", "+6140412345")
ONLY_ITALIANS = [{"fact": "language", "is": True, "values": ["it"]}]


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def sms(clock, clinic):
    return make_account(clinic, "sms")


def anybody(clinic, number, drawn):
    """Somebody somewhere: some are archived, tests, came with a list, asked us to stop or have no number."""
    odd = drawn.choice(["", "", "", "", "archived", "test", "listed", "stopped", "nameless", "unreached"])
    fields = {"archived": {"archived_at": NOW}, "test": {"is_test": True}, "nameless": {"first_name": ""}}
    given = {"language": drawn.choice(["it", "en", "pl", ""]), **fields.get(odd, {})}
    lead = make_lead(clinic, given.pop("first_name", f"P{number}"), "X", **given)
    value = f"{drawn.choice(NUMBERS)}{number:02d}"
    if odd != "unreached":
        reach(clinic, lead, "phone", value)
    with clinic_context(clinic):
        if odd == "stopped":
            suppress([("phone", value)], reason="stop", source="t", by=None, now=NOW)
        if odd == "listed":
            made = {"created_at": NOW, "expires_at": NOW, "size": 1, "sha256": "0", "fingerprint": str(number)}
            brought = LeadImport.objects.create(name="old.csv", **made)
            ImportedLead.objects.create(lead=lead, brought=brought, number=1, is_new=True, at=NOW)
    return lead.pk


def happened(clinic):
    """By lead when their first message was written, or why it was left out, once everybody had their turn."""
    with clinic_context(clinic):
        for _turn in range(200):
            active = Enrolment.objects.filter(state="active").exclude(runs__outcome="message")
            due = active.order_by("due_at").values_list("due_at", flat=True).first()
            if due is None:
                break
            look(clinic, due)
        runs = StepRun.objects.order_by("pk").exclude(reason=reasons.CONDITION).select_related("enrolment")
        found = {}
        for run in runs:
            said = run.at if run.outcome == "message" else run.reason
            found.setdefault(run.enrolment.lead_id, said)
        return found


@pytest.mark.parametrize("seed", range(4))
def test_the_first_message_goes_to_whom_and_when_the_rehearsal_said(clinic, sms, seed):
    drawn = random.Random(seed)
    night = NOW + timedelta(minutes=drawn.randrange(48 * 60))
    wait = drawn.choice([0, 1, 3])
    row = make_sequence(clinic, ((wait, "Hello {first_name}"), (wait + 1, "Still there?")))
    people = [anybody(clinic, number, drawn) for number in range(14)]
    with clinic_context(clinic):
        if seed % 2:
            row.version.steps.filter(position=0).update(conditions=ONLY_ITALIANS)
        tried = try_beginning(Version.objects.select_related("sequence").get(), people, None, now=night)
        told = enrol(row.pk, people, way="many", now=night)

    then = happened(clinic)

    assert tried.stays_out == told.refused
    assert {lead.pk for lead in tried.people} == set(told.begun)
    assert tried.moments == {pk: at for pk, at in then.items() if isinstance(at, datetime)}
    assert tried.skipped == {pk: why for pk, why in then.items() if isinstance(why, str)}
    assert tried.moments


def test_those_under_way_go_on_as_the_rehearsal_of_the_new_version_said(clinic, sms):
    row = make_sequence(clinic)
    people = [make_person(clinic, number) for number in range(4)]
    with clinic_context(clinic):
        enrol(row.pk, [lead.pk for lead in people], way="hand", now=NOW)
        look(clinic, NOW)
        Enrolment.objects.filter(lead=people[0]).update(due_at=None, paused_at=NOW)
        Lead.objects.filter(pk=people[1].pk).update(archived_at=NOW)
        old = list(row.version.steps.all())
        newer = Version.objects.create(sequence=row, number=2)
        for step, wait in zip(old, (0, 5, 4), strict=True):
            texts = list(step.variants.all())
            step.pk, step.version, step.wait = None, newer, wait
            step.save(force_insert=True)
            for text in texts:
                text.pk, text.step = None, step
                text.save(force_insert=True)
        later = NOW + timedelta(hours=1)

        tried = try_going_on(newer, [lead.pk for lead in people], now=later)
        rest = Enrolment.objects.filter(lead__in=people[2:])
        go_on_with(newer, list(rest.values_list("pk", flat=True)), now=later)

        assert tried.moments == dict(rest.values_list("lead", "due_at"))
        moved = {pk: at.date() - NOW.date() for pk, at in tried.moments.items()}
        assert moved == dict.fromkeys(
            (people[2].pk, people[3].pk), timedelta(days=5)
        )  # from the step before, not from a Sunday
        assert tried.stays_out == {
            people[0].pk: "A colleague paused them.",
            people[1].pk: str(reasons.STOPPED[reasons.ARCHIVED]),
        }


def test_it_writes_nothing_and_asks_as_much_for_thirty_as_for_three(clinic, other_clinic, sms, manager):
    row = make_sequence(clinic)
    counted = []
    for numbers in (range(3), range(3, 30)):
        for number in numbers:
            make_person(clinic, number)
        with clinic_context(clinic):
            version = Version.objects.select_related("sequence").get()
            audience = audience_of(row, EVERYBODY, manager, now=NOW)
            with CaptureQueriesContext(connection) as asked:
                tally = rehearse(version, audience, now=NOW)
        counted.append(len(asked))
        assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    assert counted[0] == counted[1]
    assert (tally["people"], tally["begin"], tally["get"]) == (30, 30, 30)
    with clinic_context(clinic):
        assert [model.objects.count() for model in (Enrolment, StepRun, Message)] == [0, 0, 0]
    with clinic_context(other_clinic):
        assert not Lead.objects.exists()


def test_it_tells_the_languages_that_a_step_lacks_and_for_how_many(clinic, sms, manager):
    row = make_sequence(clinic, ((0, "Hello"),))
    for number, language in enumerate(("pl", "pl", "en", "it")):
        make_person(clinic, number, language=language)
    with clinic_context(clinic):
        version = Version.objects.select_related("sequence").get()
        text = version.steps.get().variants.get().template.texts.get()
        text.pk, text.language = None, "it"
        text.save(force_insert=True)

        tally = rehearse(version, audience_of(row, EVERYBODY, manager, now=NOW), now=NOW)

        assert tally["lacking"] == {str(version.steps.get().key): {"pl": 2}}


def test_it_looks_at_nobody_whom_its_reader_does_not_see(clinic, sms, manager):
    agent = make_user(clinic, email="agent@example.com", data_scope=User.DataScope.OWN)
    row = make_sequence(clinic)
    mine, theirs = make_person(clinic, 1), make_person(clinic, 2)
    with clinic_context(clinic):
        Lead.objects.filter(pk=mine.pk).update(assigned_to=agent)
        Lead.objects.filter(pk=theirs.pk).update(assigned_to=manager)
        enrol(row.pk, [mine.pk, theirs.pk], way="hand", now=NOW)

        for key in (EVERYBODY, UNDER_WAY):
            audience = audience_of(row, key, agent, now=NOW)
            assert list(audience.leads.values_list("pk", flat=True)) == [mine.pk]


def test_a_rule_and_a_view_are_audiences_of_their_own(clinic, sms, manager):
    row = make_sequence(clinic)
    fresh, other = make_person(clinic, 1, source="facebook"), make_person(clinic, 2)
    with clinic_context(clinic):
        rule = Rule.objects.create(sequence=row, trigger="source", source="facebook", wait=5, unit="hours")
        view = SavedView.objects.create(owner=manager, name="Web", query="source=website")

        by_rule = audience_of(row, f"rule-{rule.pk}", manager, now=NOW)
        by_view = audience_of(row, f"view-{view.pk}", manager, now=NOW)
        version = Version.objects.select_related("sequence").get()

        assert [lead.pk for lead in by_view.leads] == [other.pk]
        tried = try_beginning(version, by_rule.leads.values_list("pk", flat=True), by_rule.rule, now=NOW)
        enrol(row.pk, [fresh.pk], way="rule", rule=rule, now=NOW)
        assert tried.moments == dict(Enrolment.objects.values_list("lead", "due_at"))
        assert tried.moments[fresh.pk] >= NOW + timedelta(hours=5)


def test_in_the_background_it_says_the_same_piece_by_piece(clinic, sms, manager, monkeypatch):
    row = make_sequence(clinic)
    make_text(clinic, "another", "Hi")
    for number in range(5):
        make_person(clinic, number)
    monkeypatch.setattr(rehearsing, "PIECE", 2)
    with clinic_context(clinic):
        version = Version.objects.select_related("sequence").get()
        at_once = rehearse(version, audience_of(row, EVERYBODY, manager, now=NOW), now=NOW)

        run = finish(rehearse_later(version, EVERYBODY, by=manager, now=NOW).pk)

        assert (run.state, run.done, run.total, run.result) == ("done", 5, 5, at_once)
        assert rehearsed(run.pk, row.pk, manager) == run
        assert rehearsed(run.pk, row.pk + 1, manager) is None
        agent = make_user(clinic, email="agent@example.com")
        assert rehearsed(run.pk, row.pk, agent) is None


def test_its_page_says_who_is_left_out_and_why(clinic, other_clinic, sms, manager):
    row = make_sequence(clinic)
    make_person(clinic, 1)
    nora = make_lead(clinic, "Nora", "Quiet")
    page = f"/admin/sequences/{row.pk}/rehearsal/"
    desk = client_of(clinic, manager)

    found = desk.get(page).content.decode()
    why = desk.get(f"{page}?who=everybody&why=1").content.decode()

    assert str(SKIPPED["address"]) in found
    assert "Nora Quiet" not in found
    assert f"/admin/leads/lead/{nora.pk}/change/" in why
    assert "1 gets the next message" in found
    assert desk.get(f"{page}?who=view-99").status_code == 404
    stranger = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="there@example.com"))
    assert stranger.get(page).status_code == 404
    assert desk.post(page, {"who": "everybody"}).status_code == 302


HOURS = st.dictionaries(st.integers(0, 200), st.integers(1, 90), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@given(HOURS, st.integers(5, 60))
def test_what_is_over_the_limit_goes_in_the_hours_after_and_none_is_lost(planned, most):
    window = window_of_clinic(Version(), zone="Europe/Rome")
    begin = datetime(2026, 3, 20, tzinfo=UTC)
    hours = {begin + timedelta(hours=hour): number for hour, number in planned.items()}

    found = spilt(hours, most, window)

    assert sum(found.values()) == sum(hours.values())
    assert max(found.values()) <= most
    for hour in {*found, *hours}:
        gone = sum(number for at, number in found.items() if at <= hour)
        assert gone <= sum(number for at, number in hours.items() if at <= hour)
    told = load_of({at.isoformat(): number for at, number in hours.items()}, most, window)
    assert (told.peak, told.ends) == (max(found.values()), max(found))


def test_nothing_leaves_nothing():
    assert load_of({}, 5, window_of_clinic(Version(), zone="Europe/Rome")) is None


def test_in_the_background_nobody_is_an_answer_too(clinic, sms, manager):
    row = make_sequence(clinic)
    with clinic_context(clinic):
        version = Version.objects.select_related("sequence").get()
        run = finish(rehearse_later(version, UNDER_WAY, by=manager, now=NOW).pk)

    page = client_of(clinic, manager).get(f"/admin/sequences/{row.pk}/rehearsal/?run={run.pk}")

    assert (run.state, run.result["people"], page.status_code) == ("done", 0, 200)
