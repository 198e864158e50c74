"""The pages of brought lists: whose they are, and what they take (F:I8, H:A2, I5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Lead, LeadImport
from leads.services.importing.reading_on import plan_kept
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.staff.roles import MANAGER

TEXT = "Name;Phone;E-mail\nAnna Rossi;+39 333 1234567;\nBerta;12;\n=cmd|' /C calc'!A0;;\n"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


@pytest.fixture
def manager(clinic):
    return client_of(clinic, make_user(clinic, role=MANAGER, email="manager@example.com"))


@pytest.fixture
def brought(clinic, manager):
    answer = manager.post("/admin/import/", {"file": SimpleUploadedFile("list.csv", TEXT.encode())})
    with clinic_context(clinic):
        row = LeadImport.objects.get()
    assert answer["Location"] == f"/admin/import/{row.pk}/"
    return row


def test_a_file_is_looked_through_at_once_and_nothing_is_written(clinic, manager, brought):
    page = manager.get(f"/admin/import/{brought.pk}/").content.decode()

    assert "Import 1 lead" in page
    assert "2 rows as a file, with reasons" in page
    with clinic_context(clinic):
        assert not Lead.objects.exists()


@pytest.mark.parametrize("name", ["", "rows/", "rows/3/", "left-out.csv"])
def test_a_list_of_somebody_else_or_of_another_clinic_is_not_there(clinic, other_clinic, brought, name):
    how = "post" if name.endswith(".csv") else "get"
    colleague = client_of(clinic, make_user(clinic, role=MANAGER, email="second@example.com"))
    stranger = client_of(other_clinic, make_user(other_clinic, role=MANAGER, email="theirs@example.com"))

    for client in (colleague, stranger):
        assert getattr(client, how)(f"/admin/import/{brought.pk}/{name}").status_code == 404
        assert brought.name not in client.get("/admin/import/").content.decode()


def test_what_was_changed_is_looked_at_before_it_is_imported(clinic, manager, brought):
    chosen = {"to_0": "name", "to_1": "phone", "to_2": "email", "tag": "October", "do": "load"}

    manager.post(f"/admin/import/{brought.pk}/", chosen)

    with clinic_context(clinic):
        seen = LeadImport.objects.get()
        assert (seen.state, seen.options["tag"], seen.run) == ("checked", "October", None)


@pytest.mark.parametrize(
    "wrong",
    [{"to_0": "is_superuser"}, {"owner": "999999"}, {"form_country": "QQ"}, {"day_first": "x"}, {"tag": "x" * 500}],
)
def test_a_choice_that_there_is_not_is_a_sentence(manager, brought, wrong):
    answer = manager.post(f"/admin/import/{brought.pk}/", {"to_0": "name", "to_1": "phone", "do": "check"} | wrong)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_rows_are_put_right_where_they_stand(clinic, manager, brought):
    page = manager.get(f"/admin/import/{brought.pk}/rows/?why=unreachable").content.decode()
    wrong = manager.post(f"/admin/import/{brought.pk}/rows/3/", {"cell": ["Berta", "13", ""]})
    right = manager.post(f"/admin/import/{brought.pk}/rows/3/", {"cell": ["Berta", "+39 340 5551234", ""]})
    short = manager.post(f"/admin/import/{brought.pk}/rows/4/", {"cell": ["Carla"]})

    assert 'value="Berta"' in page
    assert 'value="13"' in wrong.content.decode()
    assert [wrong.status_code, right.status_code, short.status_code] == [422, 302, 422]
    with clinic_context(clinic):
        assert LeadImport.objects.get().counts["new"] == 2


def test_a_corrected_row_has_its_dates_read_as_those_of_its_file(clinic, manager):
    american = "Name,Phone,Date\nAnna,+39 333 1234567,12/25/2025\nBerta,12,03/04/2025\n"

    manager.post("/admin/import/", {"file": SimpleUploadedFile("list.csv", american.encode())})

    with clinic_context(clinic):
        brought = LeadImport.objects.get()
        assert brought.counts["skip"] == 1
        assert plan_kept(brought, now=timezone.now()).day_first is False


def test_rows_left_out_are_a_file_in_which_no_cell_is_a_formula(clinic, manager, brought):
    answer = manager.post(f"/admin/import/{brought.pk}/left-out.csv")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()

    assert answer["Content-Disposition"].startswith("attachment")
    assert len(lines) == 3
    assert "'=cmd|" in lines[2]
    with clinic_context(clinic):
        taken = Entry.objects.get(additional_data__verb="import.left_out_taken")
        assert taken.changes["count"][1] == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"%PDF-1.7", 400), (b"Name;Phone\n", 422), (b"x;y\n" * 50_002, 413)],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(clinic, manager, body, status):
    answer = manager.post("/admin/import/", {"file": SimpleUploadedFile("list.csv", body)})

    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (status, True)
    with clinic_context(clinic):
        assert not LeadImport.objects.exists()


def test_a_file_is_asked_for(manager):
    assert "Choose a file first." in manager.post("/admin/import/").content.decode()


def test_an_import_that_stopped_is_gone_on_with_from_its_page(clinic, manager, brought):
    with clinic_context(clinic):
        LeadImport.objects.update(state=LeadImport.State.LOADING)

    page = manager.get(f"/admin/import/{brought.pk}/").content.decode()
    manager.post(f"/admin/import/{brought.pk}/", {"do": "load"})

    assert "The import stopped on its way" in page
    with clinic_context(clinic):
        assert LeadImport.objects.get().run is not None


def test_an_import_is_stopped_on_its_page(clinic, manager, brought):
    where = f"/admin/import/{brought.pk}/"
    assert manager.post(where, {"to_0": "name", "to_1": "phone", "to_2": "email", "do": "load"}).status_code == 302
    with clinic_context(clinic):
        run = Run.objects.get()
    assert f"/admin/runs/{run.pk}/stop/" in manager.get(where).content.decode()

    answer = manager.post(f"/admin/runs/{run.pk}/stop/", {"there": "1"})

    assert (answer.status_code, answer.url) == (302, where)
    assert "It ends after the rows that it is at" in manager.get(where).content.decode()
    assert manager.post(f"/admin/runs/{run.pk}/stop/").url == f"/admin/runs/{run.pk}/"


def test_a_cell_that_no_database_stores_is_put_right(clinic, manager, brought):
    answer = manager.post(f"/admin/import/{brought.pk}/rows/3/", {"cell": ["Ber\0ta", "+39 340 5551234", ""]})

    assert answer.status_code == 302
    with clinic_context(clinic):
        assert brought.rows.get(number=3).cells[0] == "Berta"


def test_a_colleague_who_left_does_not_refuse_the_next_file_of_this_kind(clinic, manager, brought):
    left = make_user(clinic, email="left@example.com")
    chosen = {"to_0": "name", "to_1": "phone", "to_2": "email", "owner": str(left.pk), "do": "check"}
    assert manager.post(f"/admin/import/{brought.pk}/", chosen).status_code == 302
    with clinic_context(clinic):
        type(left).objects.filter(pk=left.pk).update(is_active=False)

    answer = manager.post("/admin/import/", {"file": SimpleUploadedFile("list.csv", TEXT.encode())})

    assert answer.status_code == 302
