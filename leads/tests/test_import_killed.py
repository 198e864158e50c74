"""An import dies (kill -9) at twenty points, and repeated it ends as an undisturbed one does (H:I9)."""

import json
import os
import subprocess
import sys

import pytest

from leads.models import Identity, ImportedLead, ImportRow, Lead, LeadImport, LeadWords
from leads.tests.lists import AS, lines, person
from tenants.context import clinic_context
from tenants.limits.services.allowances import set_allowance
from tenants.undo.models import OperationRow

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
POINTS, NEVER, ROWS = 20, 0, 84


@pytest.fixture
def mortal(committed, tmp_path):
    """Runs the command in a process that dies at its N-th SQL statement; pieces are of three rows."""
    more = {"IMPORT_PIECE_ROWS": "3", "PRIVATE_FILES_ROOT": str(tmp_path / "files")}
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tenants.tests.dying"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | more,
    )  # fmt: skip

    def run(*command, at):
        nursery.stdin.write(json.dumps({"command": command, "at": at}) + "\n")
        nursery.stdin.flush()
        return json.loads(nursery.stdout.readline())

    yield run
    nursery.stdin.close()
    nursery.wait(10)


def test_killed_at_twenty_points_it_ends_with_each_row_once(mortal, fresh_clinic, tmp_path):
    clinic = fresh_clinic()
    set_allowance(clinic, "leads_a_month", ROWS)  # what is begun again is set aside once
    file, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    file.write_bytes(lines(*(person(n) for n in range(ROWS)), person(3)))
    mapping.write_text(json.dumps(AS))
    command = ["import_leads", str(file), "--clinic", clinic.slug, "--mapping", str(mapping)]

    ends = [mortal(*command, at=30 + 2 * point)["signal"] for point in range(POINTS)]
    finished = mortal(*command, at=NEVER)

    with clinic_context(clinic):
        [brought] = LeadImport.objects.exclude(state="read")
        assert finished["code"] == 0
        assert ends == [9] * POINTS
        assert (brought.state, brought.counts["new"], brought.counts["skip"]) == ("done", ROWS, 1)
        assert (brought.made, brought.reserved) == (ROWS, 0)
        assert ImportRow.objects.count() == ROWS + 1
        assert sorted(ImportedLead.objects.values_list("number", flat=True)) == list(range(2, ROWS + 2))
        assert Lead.objects.count() == LeadWords.objects.count() == ROWS
        assert Identity.objects.count() == 2 * ROWS
        remembered = OperationRow.objects.filter(operation__part_of=brought.operation)
        assert remembered.count() == brought.operation.count == ROWS
