"""Archive, restore, give, move: many leads at once, all or none, only one's own (F:T18, T20, H:A3, A14)."""

import pytest
from django.db import DatabaseError, connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import asked
from leads.models import Lead, Stage
from leads.services import many, operations
from leads.services.contact import contacted
from leads.services.finding.filters import LeadFilters
from leads.services.waiting import counts, waiting_leads
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation, OperationRow


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def own_agent(here, agent):
    """An agent who sees own leads and those nobody has."""
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
        return type(agent).objects.get(pk=agent.pk)


def stage_id(name: str) -> int:
    return Stage.objects.get(name=name).pk


def test_archived_leads_leave_the_work_and_keep_what_is_known(here, agent):
    lead, other = make_lead(here, "Marco"), make_lead(here, "Heike")

    with clinic_context(here):
        done = operations.archive([lead.pk], by=agent, now=timezone.now())
        lead.refresh_from_db()
        at_work, waiting = list(waiting_leads(agent)), counts(agent, now=timezone.now())["waiting"]
        kept = (lead.first_name, lead.stage.name)

    assert (done.changed, kept, lead.archived_by_id) == (1, ("Marco", "New"), agent.pk)
    assert (at_work, waiting) == ([other], 1)


def test_who_has_an_answer_waits_no_more_in_any_list_whatever_the_stage(here, agent):
    make_lead(here, "Answered", next_follow_up=None)
    with clinic_context(here):
        Stage.objects.update(sla_minutes=None)
    waits = make_lead(here, "Waits")

    with clinic_context(here):
        contacted([Lead.objects.get(first_name="Answered").pk], by=agent, at=timezone.now())
        seen = Lead.objects.visible_to(agent)
        found = LeadFilters(QueryDict("waiting=yes"), seen, reader=agent, now=timezone.now()).qs
        lists = [list(waiting_leads(agent)), list(found)]

        assert lists == [[waits], [waits]]
        assert counts(agent, now=timezone.now())["waiting"] == 1


def test_restoring_brings_a_lead_back_as_it_was(here, agent):
    lead = make_lead(here, stage="Qualified", assigned_to=agent)

    with clinic_context(here):
        operations.archive([lead.pk], by=agent, now=timezone.now())
        done = operations.restore([lead.pk], by=agent, now=timezone.now())
        lead.refresh_from_db()
        stage = lead.stage.name

    assert (done.changed, lead.archived_at, lead.archived_by, stage) == (1, None, None, "Qualified")


def test_a_person_who_writes_again_comes_out_of_the_archive_by_themselves(here, agent):
    client, key = client_of(here), key_of(here)
    pk = post_lead(client, key, first_name="Mario", email="mario@example.com").json()["lead_id"]
    with clinic_context(here):
        operations.archive([pk], by=agent, now=timezone.now())

    answer = post_lead(client, key, first_name="Mario", email="mario@example.com")

    with clinic_context(here):
        lead = Lead.objects.get(pk=pk)
        verbs = [entry.verb for entry in Entry.objects.about(lead)]
    assert (answer.status_code, answer.json()["lead_id"], lead.archived_at) == (200, pk, None)
    assert verbs[0] == "lead.revived"


@pytest.mark.parametrize("what", ["archive", "restore", "move", "assign"])
def test_a_colleagues_leads_are_skipped_and_counted_when_ids_are_made_up(here, own_agent, what):
    colleague = make_user(here, email="other@example.com")
    mine, theirs = make_lead(here, assigned_to=own_agent), make_lead(here, "Theirs", assigned_to=colleague)

    with clinic_context(here):
        if what == "restore":
            Lead.objects.update(archived_at=timezone.now())
        before = Lead.objects.filter(pk=theirs.pk).values().get()
        more = {"move": {"to": stage_id("Qualified")}, "assign": {"to": None}}.get(what, {})
        run = getattr(operations, what)
        done = run([mine.pk, theirs.pk, 999_999_999], **more, by=own_agent, now=timezone.now())
        after = Lead.objects.filter(pk=theirs.pk).values().get()

    assert (done.changed, done.already, done.out_of_sight) == (1, 0, 2)
    assert after == before


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_changes_nothing(here, role):
    reader = make_user(here, role=role, email="reader@example.com")
    lead = make_lead(here)

    with clinic_context(here):
        with pytest.raises(NotAllowed):
            operations.archive([lead.pk], by=reader, now=timezone.now())
        lead.refresh_from_db()

    assert lead.archived_at is None


def test_a_lead_taken_away_between_the_click_and_the_lock_stays_as_it_is(here, own_agent, monkeypatch):
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here, assigned_to=own_agent)
    lock = many._lock

    def taken_away_first(ids):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=colleague)
        lock(ids)

    monkeypatch.setattr(many, "_lock", taken_away_first)
    with clinic_context(here):
        done = operations.archive([lead.pk], by=own_agent, now=timezone.now())
        lead.refresh_from_db()

    assert (done.changed, done.out_of_sight, lead.archived_at) == (0, 1, None)


def test_one_that_fails_leaves_none_changed_and_nothing_written_down(here, agent, monkeypatch):
    leads = [make_lead(here, f"Lead {number}") for number in range(3)]

    def full(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(many, "remember", full)
    with clinic_context(here):
        told = Entry.objects.count()
        with pytest.raises(DatabaseError):
            operations.archive([lead.pk for lead in leads], by=agent, now=timezone.now())

        assert not Lead.objects.archived().exists()
        assert (Operation.objects.count(), OperationRow.objects.count()) == (0, 0)
        assert Entry.objects.count() == told


def test_many_leads_cost_no_more_statements_than_one(here, agent):
    def cost(ids) -> int:
        with CaptureQueriesContext(connection) as captured:
            operations.archive(ids, by=agent, now=timezone.now())
        return len(asked(captured))

    with clinic_context(here):
        one, *others = [make_lead(here, f"Lead {number}").pk for number in range(60)]
        operations.archive([make_lead(here).pk], by=agent, now=timezone.now())

        assert (
            cost([one]) == cost(others) <= 16
        )  # two are what the person may do now, four end the waits, one has shares counted anew


def test_nobody_gets_a_lead_who_left_or_is_not_there(here, other_clinic, agent):
    gone = make_user(here, email="gone@example.com", is_active=False)
    foreign = make_user(other_clinic, email="foreign@example.com")
    lead = make_lead(here)

    with clinic_context(here):
        for pk in (gone.pk, foreign.pk, 0, 10**30):
            with pytest.raises(InvalidData) as refusal:
                operations.assign([lead.pk], to=pk, by=agent, now=timezone.now())
            assert refusal.value.fields == {"assigned_to": ["This does not exist."]}
        lead.refresh_from_db()

    assert lead.assigned_to is None


def test_what_is_so_already_is_skipped_and_makes_no_operation(here, agent):
    lead = make_lead(here)

    with clinic_context(here):
        done = operations.move([lead.pk], to=lead.stage_id, by=agent, now=timezone.now())

        assert (done.operation, done.changed, done.already) == (None, 0, 1)
        assert not Operation.objects.exists()


def test_each_lead_gets_a_line_in_the_trail_with_before_and_after(here, agent):
    leads = [make_lead(here, f"Lead {number}") for number in range(2)]

    with clinic_context(here):
        to = stage_id("Qualified")
        operations.move([lead.pk for lead in leads], to=to, by=agent, now=timezone.now())
        lines = [Entry.objects.about(lead).saying("lead.moved").get() for lead in leads]

    assert [line.changes for line in lines] == [{"stage": [lead.stage_id, to]} for lead in leads]


def test_more_than_the_most_at_once_is_refused_in_words(here, agent, monkeypatch):
    monkeypatch.setattr(many, "MOST", 1)
    leads = [make_lead(here), make_lead(here)]

    with clinic_context(here), pytest.raises(InvalidData, match="at most 1"):
        operations.archive([lead.pk for lead in leads], by=agent, now=timezone.now())
