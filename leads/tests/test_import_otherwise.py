"""Where what was recognised of a file is wrong, somebody says how it is written (F:I8, H:I6)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.testing.people import client_of
from leads.models import ImportRow, LeadImport
from leads.services.importing.correcting import correct_row
from leads.services.importing.files import NAMES
from leads.services.importing.loading import load
from leads.services.importing.reading_otherwise import alphabets
from leads.tests.lists import manager
from tenants.context import clinic_context
from tenants.runs.services.working import finish

__all__ = ["manager"]
TEXT = "Name;Phone|Note;Mail\nBes\xe9 Hoxha;+39 333 1234567|Called;a@example.com\nNo Way;12|x;\n"


@pytest.fixture
def client(clinic, manager):
    return client_of(clinic, manager)


@pytest.fixture
def brought(clinic, client):
    client.post("/admin/import/", {"file": SimpleUploadedFile("list.csv", TEXT.encode("cp1252"))})
    with clinic_context(clinic):
        row = LeadImport.objects.get()
    assert (row.about["encoding"], row.about["delimiter"]) == ("cp1252", ";")
    return row


def read(client, brought, encoding, delimiter):
    said = {"do": "read", "encoding": encoding, "delimiter": delimiter}
    return client.post(f"/admin/import/{brought.pk}/", said)


def test_the_file_is_read_as_said_by_the_check_and_the_loading_too(clinic, client, manager, brought, settings):
    settings.IMPORT_PIECE_ROWS = 1

    answer = read(client, brought, "cp1250", "|")
    page = client.get(f"/admin/import/{brought.pk}/").content.decode()

    with clinic_context(clinic):
        again = LeadImport.objects.get()
        assert (answer.status_code, again.header) == (302, ["Name;Phone", "Note;Mail"])
        assert (again.samples[0][0], again.row_count) == ("Bes\xe9 Hoxha;+39 333 1234567", 2)
    assert "Windows-1250, bars" in page
    read(client, brought, "mac-roman", ";")
    with clinic_context(clinic):
        again = LeadImport.objects.get()
        assert (again.state, again.counts["new"]) == ("checked", 1)
        finish(load(again.pk, by=manager, now=timezone.now()).pk)
        assert ImportRow.objects.get(number=2).said["first_name"] == "Bes\u00c8"


def test_each_alphabet_stands_once_to_choose_from_by_the_name_that_people_know():
    for code in ("utf-8", "utf-8-sig", "utf-16-be", "cp1252", "cp949"):
        offered = alphabets({"encoding": code})
        assert offered[code] == NAMES.get(code, code)
        assert len(set(offered.values())) == len(offered)


@pytest.mark.parametrize("wrong", [("rot13", ";"), ("cp1252", "x"), ("", "")])
def test_a_reading_that_there_is_not_changes_nothing(clinic, client, brought, wrong):
    answer = read(client, brought, *wrong)

    assert answer.status_code == 422
    with clinic_context(clinic):
        again = LeadImport.objects.get()
        assert (again.header, again.about, again.state) == (brought.header, brought.about, "checked")


def test_rows_that_were_put_right_stay_while_the_columns_are_the_same(clinic, client, manager, brought):
    with clinic_context(clinic):
        cells = ["No Way", "+39 340 5551234|x", "b@example.com"]
        correct_row(brought.pk, 3, cells, by=manager, now=timezone.now())

    read(client, brought, "cp1250", ";")
    with clinic_context(clinic):
        assert ImportRow.objects.get(number=3).cells == cells
    read(client, brought, "cp1250", "|")

    with clinic_context(clinic):
        assert not ImportRow.objects.filter(is_corrected=True).exists()
