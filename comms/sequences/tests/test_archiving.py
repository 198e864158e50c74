"""An archived sequence stops whoever is under way, and comes back paused (F:T18)."""

from datetime import UTC, datetime

import pytest
from time_machine import travel

from comms.sequences.models import Enrolment, Sequence
from comms.sequences.services.archiving import archive_sequence, restore_sequence
from comms.sequences.services.building import keep_step
from comms.sequences.services.publishing import publish
from comms.sequences.tests.drafting import make_sequence, put_in, task
from crm.lib.errors import Conflict, InvalidData
from crm.testing.people import make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.working import finish
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def inside(clinic):
    manager = make_user(clinic, role=roles.MANAGER)
    with clinic_context(clinic), travel(NOW, tick=False):
        yield manager


@pytest.fixture
def running(clinic, inside):
    """Two people are under way."""
    row = make_sequence(inside, task("One"), task("Two"), now=NOW)
    publish(row.pk, takes_along=False, by=inside, now=NOW)
    row.refresh_from_db()
    for done in range(2):
        put_in(row, make_lead(clinic, f"Lead {done}"), now=NOW, done=done)
    return row


def test_who_is_under_way_stops_and_what_comes_back_is_paused(other_clinic, inside, running):
    operation = archive_sequence(running.pk, by=inside, now=NOW)

    running.refresh_from_db()
    assert (running.archived_at, running.state) == (NOW, "paused")
    assert set(Enrolment.objects.values_list("state", "reason")) == {("stopped", "closed")}
    assert archive_sequence(running.pk, by=inside, now=NOW) is None
    with pytest.raises(Conflict):
        keep_step(running.pk, None, task("Three"), now=NOW)
    undo(operation.pk, by=inside, now=NOW)
    running.refresh_from_db()
    assert (running.archived_at, running.state) == (None, "paused")
    assert restore_sequence(running.pk, by=inside, now=NOW) is None
    with clinic_context(other_clinic):
        assert not Sequence.objects.exists()


def test_many_stop_in_the_background_unless_it_was_brought_back_first(inside, running):
    archive_sequence(running.pk, by=inside, now=NOW, at_once=1)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"active"}
    restore_sequence(running.pk, by=inside, now=NOW)
    finish(Run.objects.get().pk)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"active"}

    archive_sequence(running.pk, by=inside, now=NOW, at_once=1)
    finish(Run.objects.order_by("created_at", "pk").filter(ended_at=None).get().pk)

    assert set(Enrolment.objects.values_list("state", flat=True)) == {"stopped"}


def test_one_does_not_come_back_under_the_name_of_another(inside, running):
    archive_sequence(running.pk, by=inside, now=NOW)
    make_sequence(inside, name="quotes", now=NOW)

    with pytest.raises(InvalidData):
        restore_sequence(running.pk, by=inside, now=NOW)


def test_an_undo_brings_none_back_under_the_name_of_another(inside, running):
    operation = archive_sequence(running.pk, by=inside, now=NOW)
    make_sequence(inside, name="quotes", now=NOW)

    undo(operation.pk, by=inside, now=NOW)

    running.refresh_from_db()
    assert running.archived_at == NOW
