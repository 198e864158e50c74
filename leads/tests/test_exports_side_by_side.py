"""Large files of two clinics, made at the same time by the same worker: each holds its own leads (H:E4, T6)."""

import os

import pytest
from django.conf import settings

from crm.testing.people import make_user
from crm.testing.processes import start_worker, until
from leads.models import Export
from leads.services.exporting.reading import PART
from leads.tests.exported import data_of, export, rows
from leads.tests.many import make_leads
from tenants.context import clinic_context
from tenants.staff import roles

LEADS = 2 * PART + 100  # three parts
KINDS = ("csv", "json", "xlsx")


@pytest.fixture
def worker_of_two(no_worker, monkeypatch, tmp_path):
    """One with two children: what one of them does of a clinic, the other does of the other."""
    monkeypatch.setitem(os.environ, "PRIVATE_FILES_ROOT", str(tmp_path))
    monkeypatch.setattr(settings, "PRIVATE_FILES_ROOT", tmp_path)
    process = start_worker(concurrency=2)
    yield process
    process.stop()


def test_two_clinics_files_hold_their_own_leads_whole_and_no_others(worker_of_two, fresh_clinic):
    clinics = {f"CANARY-{letter}": fresh_clinic() for letter in "AB"}
    for mark, clinic in clinics.items():
        make_leads(clinic, LEADS, last_name=mark)
    people = {mark: make_user(clinic, role=roles.MANAGER) for mark, clinic in clinics.items()}
    for kind in KINDS:
        for mark, clinic in clinics.items():
            with clinic_context(clinic):
                export(people[mark], kind=kind, columns=["last_name"])

    for mark, clinic in clinics.items():
        other = next(one for one in clinics if one != mark)
        with clinic_context(clinic):
            until(lambda: not Export.objects.filter(ready_at=None).exists(), seconds=60, told=worker_of_two.output)
            for made in Export.objects.exclude(kind="xlsx"):
                data = data_of(made)
                assert (data.count(mark.encode()), data.count(other.encode())) == (LEADS, 0)
            [packed] = Export.objects.filter(kind="xlsx")
            assert packed.written == LEADS
            assert {row["last_name"] for row in rows("xlsx", data_of(packed))} == {mark}
