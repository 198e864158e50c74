"""Two people at once, each on a connection of their own: nobody writes what is not theirs any more (H:A14)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from crm.lib.errors import Conflict, NotThere
from crm.testing.people import make_user
from leads.models import Lead
from leads.services import operations
from leads.services.editing import change_lead
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

ROUNDS = 60


@pytest.fixture
def two_agents(fresh_clinic):
    """(clinic, one with own leads only, a colleague)."""
    clinic = fresh_clinic()
    one = make_user(clinic, email="one@example.com", data_scope=User.DataScope.OWN)
    return clinic, one, make_user(clinic, email="two@example.com")


def at_once(clinic, *deeds) -> list[object]:
    """Each deed in a thread; what it gave back, or the refusal it raised."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        try:
            with clinic_context(clinic):
                start.wait()
                return deed()
        except (Conflict, NotThere) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


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
    for number in range(ROUNDS):
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
