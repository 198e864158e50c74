"""Two people at once, each on a connection of their own: nobody writes what is not theirs any more (H:A14)."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from crm.lib.errors import NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.models import Lead, Stage
from leads.services import holding, operations
from leads.services.attempts import log_attempt
from leads.services.consent import suppress
from leads.services.editing import change_lead
from leads.services.reading import Told
from leads.services.returning import wrote_again
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account
from tenants.tests.queueing import crossed, one_after_the_other
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

ROUNDS, MANY = 20, 60  # MANY where the moment in which a race is lost is short
MARCO = Told("Marco", "Bellini", "", ())


@pytest.fixture
def two_agents(fresh_clinic):
    """(clinic, one with own leads only, a colleague)."""
    clinic = fresh_clinic()
    one = make_user(clinic, email="one@example.com", data_scope=User.DataScope.OWN)
    return clinic, one, make_user(clinic, email="two@example.com")


def while_closed(clinic, deed, colleague, *, heir, by):
    at_once(clinic, deed, partial(close_account, colleague.pk, heirs={"leads": heir.pk}, by=by, now=timezone.now()))
    with clinic_context(clinic):
        assert not User.objects.get(pk=colleague.pk).is_active


def test_two_undos_at_once_undo_once(two_agents):
    clinic, _, by = two_agents
    for _round in range(5):
        lead = make_lead(clinic)
        with clinic_context(clinic):
            done = operations.archive([lead.pk], by=by, now=timezone.now())

        heard = at_once(clinic, *[partial(undo, done.operation.pk, by=by, now=timezone.now())] * 2)

        with clinic_context(clinic):
            assert sorted(type(one).__name__ for one in heard) == ["Conflict", "Undone"]
            assert Entry.objects.about(lead).saying("lead.put_back").count() == 1
            assert Operation.objects.get(pk=done.operation.pk).undone_count == 1


def test_no_edit_after_the_lead_was_given_away(two_agents):
    clinic, one, colleague = two_agents
    for number in range(MANY):
        lead = make_lead(clinic, "Before", assigned_to=one)

        heard = at_once(
            clinic,
            partial(operations.assign, [lead.pk], to=colleague.pk, by=colleague, now=timezone.now()),
            partial(change_lead, lead.pk, {"first_name": f"After {number}"}, by=one, now=timezone.now()),
        )

        with clinic_context(clinic):
            verbs = [entry.verb for entry in Entry.objects.about(lead).order_by("id")]
            saved = Lead.objects.get(pk=lead.pk)
        assert saved.assigned_to_id == colleague.pk
        if isinstance(heard[1], NotThere):
            assert saved.first_name == "Before"
        else:
            assert verbs.index("lead.changed") < verbs.index("lead.assigned")


def test_no_bulk_change_after_the_lead_was_given_away(two_agents):
    clinic, one, colleague = two_agents
    for _round in range(ROUNDS):
        lead = make_lead(clinic, assigned_to=one)

        given, archived = at_once(
            clinic,
            partial(operations.assign, [lead.pk], to=colleague.pk, by=colleague, now=timezone.now()),
            partial(operations.archive, [lead.pk], by=one, now=timezone.now()),
        )

        with clinic_context(clinic):
            verbs = [entry.verb for entry in Entry.objects.about(lead).order_by("id")]
            is_archived = Lead.objects.get(pk=lead.pk).archived_at is not None
        assert given.changed == 1
        assert is_archived == bool(archived.changed)
        if is_archived:
            assert verbs.index("lead.archived") < verbs.index("lead.assigned")


@pytest.mark.parametrize("deed", ["assign", "edit", "undo"])
def test_no_lead_lands_on_an_account_that_is_being_closed(two_agents, deed):
    clinic, one, colleague = two_agents
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    for _round in range(ROUNDS // 2):
        lead = make_lead(clinic, assigned_to=colleague if deed == "undo" else None)
        held = make_lead(clinic, assigned_to=colleague)
        now = timezone.now()
        with clinic_context(clinic):
            User.objects.filter(pk=colleague.pk).update(is_active=True)
            away = operations.assign([lead.pk], to=None, by=boss, now=now) if deed == "undo" else None
        deeds = {
            "assign": partial(operations.assign, [lead.pk, held.pk], to=colleague.pk, by=boss, now=now),
            "edit": partial(change_lead, lead.pk, {"assigned_to_id": colleague.pk}, by=boss, now=now),
            "undo": partial(undo, away.operation.pk if away else 0, by=boss, now=now),
        }

        while_closed(clinic, deeds[deed], colleague, heir=one, by=boss)

        with clinic_context(clinic):
            assert not Lead.objects.filter(pk__in=[lead.pk, held.pk], assigned_to=colleague).exists()


@pytest.mark.parametrize("deed", ["restore", "arrival", "edit"])
def test_no_lead_comes_back_to_an_account_that_is_being_closed(two_agents, deed):
    clinic, one, colleague = two_agents
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    for _round in range(ROUNDS // 2):
        now = timezone.now()
        away = {"stage": "Lost"} if deed == "edit" else {"archived_at": now}
        lead = make_lead(clinic, assigned_to=colleague, **away)
        with clinic_context(clinic):
            User.objects.filter(pk=colleague.pk).update(is_active=True)
            wanted = {"stage_id": Stage.objects.get(name="Contacted").pk}
        deeds = {
            "restore": partial(operations.restore, [lead.pk], by=boss, now=now),
            "arrival": partial(transaction.atomic(wrote_again), lead, MARCO, None, at=now),
            "edit": partial(change_lead, lead.pk, wanted, by=boss, now=now),
        }

        while_closed(clinic, deeds[deed], colleague, heir=one, by=boss)

        with clinic_context(clinic):
            assert Lead.objects.get(pk=lead.pk).assigned_to_id in (None, one.pk)


@pytest.mark.parametrize("stage", ["New", "Lost", "Completed"])
def test_who_writes_again_while_the_account_of_their_owner_is_being_closed_is_nobodys(two_agents, stage):
    clinic, _, colleague = two_agents
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    lead = make_lead(clinic, "Mario", stage=stage, assigned_to=colleague)
    reach(clinic, lead, "email", "mario@example.com")
    client, key = client_of(clinic), key_of(clinic)

    def close() -> None:
        with clinic_context(clinic):
            close_account(colleague.pk, heirs={"leads": None}, by=boss, now=timezone.now())

    closed, arrived = one_after_the_other(
        close, partial(post_lead, client, key, first_name="Mario", email="mario@example.com")
    )

    with clinic_context(clinic):
        assert (closed.exception(), arrived.exception()) == (None, None)
        assert Lead.objects.get(pk=lead.pk).assigned_to_id is None


def test_an_arrival_from_a_stopped_address_holds_the_companion_who_was_here_first_before_its_lead(
    two_agents, monkeypatch
):
    clinic, _, by = two_agents
    companion, lead, now = make_lead(clinic, "Luca"), make_lead(clinic), timezone.now()
    reach(clinic, lead, "phone", "+39333111222")
    with clinic_context(clinic):
        Lead.objects.filter(pk=companion.pk).update(companion_of=lead)
        suppress([("email", "mario@example.com")], reason="asked", source="by hand", by=by, now=now)
    said = {"first_name": "Marco", "phone": "+39333111222", "email": "mario@example.com"}
    client, key = client_of(clinic), key_of(clinic)

    def share_out():
        with clinic_context(clinic):
            return operations.assign([companion.pk, lead.pk], to=by.pk, by=by, now=now)

    arrived, shared = crossed(
        monkeypatch, "leads.services.receiving.hold_reached", partial(post_lead, client, key, **said), share_out
    )

    assert (arrived.exception(), shared.exception()) == (None, None)
    with clinic_context(clinic):
        stood = Lead.objects.filter(pk__in=[companion.pk, lead.pk]).values_list("do_not_contact", "assigned_to")
        assert list(stood) == [(True, by.pk)] * 2


def test_an_attempt_on_a_lead_that_is_given_away_meanwhile_waits_for_its_new_owner_first(two_agents, monkeypatch):
    """Held the other way round the database would end one of the two (people -> leads -> stages)."""
    clinic, one, colleague = two_agents
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    lead, now = make_lead(clinic, assigned_to=one), timezone.now()
    hold_lead, given = holding.hold_lead, []

    def inside(deed):
        with clinic_context(clinic):
            return deed()

    def and_somebody_gives_it_away(*args, **kwargs):
        if not given:
            given.extend(at_once(clinic, partial(operations.assign, [lead.pk], to=colleague.pk, by=boss, now=now)))
        return hold_lead(*args, **kwargs)

    monkeypatch.setattr(holding, "hold_lead", and_somebody_gives_it_away)
    noted, closed = crossed(
        monkeypatch,
        "leads.services.attempts.plan",
        partial(inside, partial(log_attempt, lead.pk, channel="call", disposition="interested", by=boss, now=now)),
        partial(inside, partial(close_account, colleague.pk, heirs={"leads": boss.pk}, by=boss, now=now)),
    )

    with clinic_context(clinic):
        assert (noted.exception(), closed.exception()) == (None, None)
        assert Lead.objects.get(pk=lead.pk).assigned_to == boss
