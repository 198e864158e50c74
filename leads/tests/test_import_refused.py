"""What the database refuses is a row, not a list; a key that was revoked brings nothing more (F:I8, I10)."""

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict
from crm.testing.people import make_user
from leads.models import ImportRow, Lead, LeadImport
from leads.services.importing.loading import load_all
from leads.services.importing.loading.halving import GIVEN_UP
from leads.services.importing.rows.reasons import REFUSED
from leads.services.importing.sent import take_sent
from leads.services.importing.taking import Sender
from leads.tests.lists import checked, lines, loaded, manager, outcome, person
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.issue import issue_key
from tenants.keys.services.revoke import revoke_key
from tenants.runs.models import Run
from tenants.runs.services.working import finish, one_piece
from tenants.staff.roles import ADMIN
from tenants.undo.services.ledger import undo

__all__ = ["manager"]


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def broken(brought, numbers):
    """As no reader of ours leaves them: numbers that are none, and are called valid."""
    for row in ImportRow.objects.filter(brought=brought, number__in=numbers):
        row.said["contacts"][0][1] = "+0"
        row.save()


def test_a_row_that_the_database_refuses_is_left_out_and_the_others_come_in(inside, manager):
    brought = checked([person(n) for n in range(7)], by=manager)
    broken(brought, [4, 8])

    done = loaded(brought, by=manager)

    assert (outcome(done), done.counts["reasons"]) == ({"new": 5, "merge": 0, "skip": 2}, {REFUSED: 2})
    assert list(ImportRow.objects.filter(reason=REFUSED).values_list("number", flat=True)) == [4, 8]
    assert Lead.objects.count() == 5
    assert undo(done.operation.pk, by=manager, now=timezone.now()).outcome.undone == 5


def test_a_list_that_is_refused_row_by_row_is_stopped_and_changes_nothing(inside, manager):
    brought = checked([person(n) for n in range(GIVEN_UP + 3)], by=manager)
    broken(brought, range(2, GIVEN_UP + 3))

    with pytest.raises(Conflict, match="Our database refuses rows of this list"):
        load_all(brought.pk, by=manager, now=timezone.now())

    assert not Lead.objects.exists()
    assert LeadImport.objects.get().reserved == 0


def test_what_a_key_began_stops_when_it_is_revoked_and_what_is_in_can_be_taken_back(
    inside, clinic, manager, settings
):
    admin = make_user(clinic, role=ADMIN, email="admin@example.com")
    settings.IMPORT_PIECE_ROWS = 2
    now = timezone.now()
    issue_key(kind="secret")
    key = ApiKey.objects.get()
    take_sent("a.csv", [lines(*map(person, range(5)))], by=None, sender=Sender("API", key.pk), now=now)
    run = Run.objects.get()
    while not Lead.objects.exists():
        one_piece(run.pk, now=now)

    revoke_key(key, now=now)
    ended = finish(run.pk)

    brought = LeadImport.objects.get()
    assert (ended.state, Lead.objects.count()) == ("failed", 2)
    assert "revoked" in ended.error
    assert undo(brought.operation_id, by=admin, now=now).outcome.undone == 2
