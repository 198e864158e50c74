"""How an export comes about and ends: how much, by whom, in pieces, for how long (H:E3, E4, E5, A9)."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from crm.lib.errors import NotThere
from crm.testing.people import make_user
from leads.models import Export, ExportChoice, Lead
from leads.services.exporting import files, making, reading
from leads.services.exporting.fetching import ready_export
from leads.services.exporting.limits import TooManyExports
from leads.services.exporting.making import KEPT
from leads.services.exporting.wish import last_choice
from leads.tests.exported import data_of, export, rows
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.runs.services.working import finish, one_piece
from tenants.services.forgetting import forget_useless
from tenants.staff import roles
from tenants.staff.models import User
from tenants.storage import PrivateStorage

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def in_pieces(monkeypatch):
    """Ten leads a part; more than five are for a worker."""
    monkeypatch.setattr(reading, "PART", 10)
    monkeypatch.setattr(making, "AT_ONCE", 5)


@pytest.fixture
def many(clinic, in_pieces):
    for number in range(25):
        make_lead(clinic, f"Lead {number}")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_large_one_is_made_in_pieces_and_is_the_same_file(clinic, manager, many, kind, monkeypatch):
    with clinic_context(clinic):
        made = export(manager, kind=kind, columns=["first_name"])
        assert made.ready_at is None
        run = finish(made.run_id)
        monkeypatch.setattr(making, "AT_ONCE", 100)
        monkeypatch.setattr(reading, "PART", 100)
        at_once = export(manager, kind=kind, columns=["first_name"])

        assert (run.state, run.done, run.total, run.result) == ("done", 25, 25, {"written": 25})
        made.refresh_from_db()
        assert made.parts == 3
        if kind == "xlsx":  # packed in other pieces
            assert rows(kind, data_of(made)) == rows(kind, data_of(at_once))
        else:
            assert data_of(made) == data_of(at_once)


def test_a_piece_that_is_rolled_back_is_written_again_and_leaves_no_double(clinic, manager, many):
    with clinic_context(clinic):
        made = export(manager, kind="xlsx", columns=["first_name"])
        one_piece(made.run_id, now=NOW)
        with transaction.atomic():
            one_piece(made.run_id, now=NOW)
            transaction.set_rollback(True)
        Lead.objects.filter(first_name="Lead 15").update(first_name="Corrected meanwhile")
        finish(made.run_id)

        names = [row["first_name"] for row in rows("xlsx", data_of(made))]
    wanted = {f"Lead {number}" for number in range(25)} - {"Lead 15"} | {"Corrected meanwhile"}
    assert sorted(names) == sorted(wanted)


def test_whoever_lost_the_role_meanwhile_gets_no_file(clinic, manager, many):
    with clinic_context(clinic):
        small, large = export(manager, ids=[1]), export(manager)
        manager.groups.clear()
        run = finish(large.run_id)
        reader = User.objects.get(pk=manager.pk)

        assert (run.state, Export.objects.get(pk=large.pk).ready_at) == ("failed", None)
        with pytest.raises(NotThere):
            ready_export(small.pk, by=reader, now=NOW)


def test_the_sixth_within_an_hour_is_too_many_and_an_hour_later_it_is_not(clinic, manager):
    with clinic_context(clinic):
        for minute in range(5):
            export(manager, now=NOW + timedelta(minutes=minute))
        with pytest.raises(TooManyExports) as refused:
            export(manager, now=NOW + timedelta(minutes=10))

        assert refused.value.retry_after == 50 * 60
        assert "50" in refused.value.detail
        assert Export.objects.count() == 5
        export(manager, now=NOW + timedelta(minutes=61))


def test_nobody_carries_away_more_than_a_day_allows(clinic, manager, settings):
    settings.EXPORT_ROWS_A_DAY = 3
    make_lead(clinic)
    make_lead(clinic)
    with clinic_context(clinic):
        export(manager, now=NOW)
        with pytest.raises(TooManyExports):
            export(manager, now=NOW + timedelta(hours=2))
        export(manager, now=NOW + timedelta(hours=25))


def test_the_trail_says_how_many_and_by_which_filters_and_not_whom_was_searched_for(clinic, manager):
    make_lead(clinic, "Rossi")
    with clinic_context(clinic):
        made = export(manager, query="source=website&search=Rossi")
        line = Entry.objects.saying("leads.exported").get()
        made.refresh_from_db()

    assert (line.note, line.changes["count"][1], line.changes["kind"][1]) == ("search, source", 1, "csv")
    assert "Rossi" not in f"{line.changes}{line.additional_data}{made.query}{made.filters}"


def test_the_clinics_admins_are_told_of_a_large_one(clinic, other_clinic, manager, settings):
    settings.EXPORT_TOLD_FROM = 2
    admins = [make_user(one, role=roles.ADMIN, email="admin@example.com") for one in (clinic, other_clinic)]
    make_lead(clinic)
    with clinic_context(clinic):
        export(manager)
        assert not Notice.objects.exists()
    make_lead(clinic)
    with clinic_context(clinic):
        export(manager)
        [told] = Notice.objects.all()
    assert (told.user_id, told.about) == (admins[0].pk, {"who": "manager@example.com", "number": "2"})
    with clinic_context(other_clinic):
        assert not Notice.objects.exists()


def test_what_somebody_chose_is_there_the_next_time(clinic, manager):
    with clinic_context(clinic):
        export(manager, kind="xlsx", columns=["notes", "first_name"])
        colleague = make_user(clinic, role=roles.MANAGER, email="other@example.com")

        last = last_choice(manager)
        assert (last.kind, last.columns) == ("xlsx", ["id", "first_name", "do_not_contact", "notes"])
        assert "notes" not in last_choice(colleague).columns
        ExportChoice.objects.update(columns=["id", "gone", "first_name"])
        assert last_choice(manager).columns == ["id", "first_name"]


def test_a_day_later_neither_row_nor_file_is_there(clinic, other_clinic, manager):
    neighbour = make_user(other_clinic, role=roles.MANAGER, email="manager@example.com")
    with clinic_context(other_clinic):
        theirs = export(neighbour, now=NOW)
    with clinic_context(clinic):
        old, young = export(manager, now=NOW), export(manager, now=NOW + timedelta(hours=1))
        files.write_part(orphan := uuid.uuid4(), 1, b"of a transaction that was rolled back")

        forget_useless(now=NOW + KEPT)

        assert [one.pk for one in Export.objects.all()] == [young.pk]
        assert PrivateStorage().listdir("exports")[0] == [str(young.pk)]
        assert not PrivateStorage().exists(f"exports/{old.pk}/000001")
        assert not PrivateStorage().exists(f"exports/{orphan}")
        with pytest.raises(NotThere):
            ready_export(young.pk, by=manager, now=NOW + KEPT + timedelta(hours=1))
    with clinic_context(other_clinic):
        assert data_of(theirs)


def test_a_file_is_its_owners_alone(clinic, other_clinic, manager):
    admin = make_user(clinic, role=roles.ADMIN, email="admin@example.com")
    neighbour = make_user(other_clinic, role=roles.ADMIN, email="manager@example.com")
    with clinic_context(clinic):
        made = export(manager)
        assert ready_export(made.pk, by=manager, now=NOW) == made
        assert Export.objects.visible_to(admin).count() == 1
        with pytest.raises(NotThere):
            ready_export(made.pk, by=admin, now=NOW)
    with clinic_context(other_clinic), pytest.raises(NotThere):
        ready_export(made.pk, by=neighbour, now=NOW)
