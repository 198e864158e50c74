"""Lists of the clinic as small files: out safely, in after a look, by the services of their pages (H:I4, I5)."""

import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.lib.sheets import stream
from crm.lib.tests.test_csvsafe import BLANK, COMMANDS, SIGNS
from crm.testing.people import client_of, make_user
from leads.models import ListUpload, Partner, Tag, Treatment
from leads.services import list_uploads
from leads.services.list_uploads import KEPT
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.services.forgetting import forget_useless
from tenants.staff import roles
from tenants.storage import PrivateStorage

PRICES = "/admin/lists/treatment/"
HEADING = ["code", "name", "category", "price_from", "currency", "visits", "healing_months", "is_active"]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


@pytest.fixture
def admin(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))


def send(browser, data, *, name="list.csv", page=PRICES):
    """The address of the look at it, or the answer that refused it."""
    answer = browser.post(page, {"file": SimpleUploadedFile(name, data)})
    return answer["Location"] if answer.status_code == 302 else answer


def csv_of(*rows, heading=HEADING):
    return b"".join(stream("csv", heading, rows))


def crown(**told):
    usual = {"code": "crown", "name": "Crown", "category": "crowns", "price_from": "100", "currency": "EUR"}
    line = usual | {"visits": "1", "healing_months": "0", "is_active": "yes"} | told
    return [line[name] for name in HEADING]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("of", ["treatment", "partner", "tag"])
def test_a_list_that_was_taken_away_changes_nothing_when_it_is_brought(clinic, admin, of, kind):
    with clinic_context(clinic):
        Partner.objects.create(name="=Agency", code="agency", contact_name="+355", is_active=False)
        Tag.objects.create(name="@VIP")
        Treatment.objects.create(code="x", name="-x", names={"it": "=y"}, aliases=["@a", "+b"], price_from=120050)

    file = admin.post(f"/admin/lists/{of}/file/", {"kind": kind}).content
    page = admin.get(send(admin, file, name=f"list.{kind}", page=f"/admin/lists/{of}/")).content.decode()

    assert "Nothing in this file differs from the list." in page
    assert "not possible" not in page


def test_what_would_change_is_shown_first_and_kept_by_the_services_of_the_page(clinic, other_clinic, admin):
    with clinic_context(clinic):
        Treatment.objects.create(code="crown", name="Crown", category="crowns", price_from=10000)
    data = csv_of(crown(price_from="120.50"), crown(code="", name="Whitening at home"))

    where = send(admin, data)
    page = admin.get(where).content.decode()
    with clinic_context(clinic):
        before = Treatment.objects.get(code="crown").price_from
        lines = Entry.objects.count()
    answer = admin.post(where)

    assert ("changed" in page, "new" in page, before) == (True, True, 10000)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/leads/treatment/")
    with clinic_context(clinic):
        assert Treatment.objects.get(code="crown").price_from == 12050
        assert Treatment.objects.get(name="Whitening at home").code == "whitening-at-home"
        assert Entry.objects.count() == lines + 2
        assert not ListUpload.objects.exists()
        assert PrivateStorage().listdir("list-uploads")[1] == []
    with clinic_context(other_clinic):
        assert not Treatment.objects.filter(name="Whitening at home").exists()


def test_one_row_that_is_not_possible_leaves_all_as_it_was(clinic, admin):
    data = csv_of(
        crown(code="", name="Good"), crown(code="", name="Bad", price_from="a lot"), crown(code="nowhere")
    )

    where = send(admin, data)
    answer = admin.post(where)

    page = answer.content.decode()
    assert (answer.status_code, page.count("not possible")) == (422, 3)  # twice in rows, once above
    assert "There is no line of this code." in page
    with clinic_context(clinic):
        assert not Treatment.objects.filter(name="Good").exists()


def test_a_file_is_looked_at_by_whoever_sent_it_for_this_list_and_for_an_hour(clinic, other_clinic, admin):
    where = send(admin, csv_of(crown(code="", name="Mine")))
    colleague = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="other@example.com"))
    neighbour = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="admin@example.com"))

    answers = [who.post(where).status_code for who in (colleague, neighbour)]
    answers += [
        admin.post(path).status_code for path in (where.replace("treatment", "tag"), f"{PRICES}{uuid.uuid4()}/")
    ]

    assert answers == [404] * 4
    assert admin.post(f"{PRICES}..%2f..%2fetc%2fpasswd/").status_code == 404
    assert admin.get(where).status_code == 200  # nothing was deleted
    with clinic_context(clinic):
        forget_useless(now=timezone.now() + KEPT + timedelta(seconds=1))
        assert PrivateStorage().listdir("list-uploads")[1] == []
    assert admin.post(where).status_code == 404


def test_what_is_too_large_or_no_list_is_said_in_a_sentence(admin, monkeypatch):
    assert send(admin, b"x" * (list_uploads.LARGEST + 1)).status_code == 413
    assert "There is no column" in admin.get(send(admin, csv_of(["x"], heading=["name"]))).content.decode()
    monkeypatch.setattr(list_uploads, "MOST_ROWS", 1)
    assert admin.get(send(admin, csv_of(crown(), crown(code="", name="Two")))).status_code == 422


def test_no_name_of_sixty_becomes_a_formula(clinic, admin):
    with clinic_context(clinic):
        for number, text in enumerate(COMMANDS):
            name = text.replace("\0", "").replace("\ud800", "")
            Partner.objects.create(name=f"{name}{number}", code=f"p{number}", contact_name=name[:120])

    files = {kind: admin.post("/admin/lists/partner/file/", {"kind": kind}).content for kind in ("csv", "xlsx")}

    cells = [one for row in openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active.iter_rows() for one in row]
    assert {one.data_type for one in cells} <= {"s", "n"}
    found = files["csv"].decode("utf-8-sig").split("\r\n")[1:-1]
    assert not [line for line in found if line.split(",")[1].strip('"').strip(BLANK).startswith(tuple(SIGNS))]


@pytest.fixture
def sent(admin):
    return send(admin, csv_of(crown(code="", name="Fuzzed", price_from="a lot")))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["check", "out", "file"]),
    st.dictionaries(st.sampled_from(["kind", "format", "resource", "import_file_name", "x"]), st.text(max_size=20)),
    st.binary(max_size=200),
)
def test_whatever_the_forms_are_sent_is_no_fault_of_ours(admin, sent, door, said, data):
    if door == "file":
        answer = admin.post(PRICES, {**said, "file": SimpleUploadedFile("list.csv", data)})
        answer = admin.get(answer["Location"]) if answer.status_code == 302 else answer
    else:
        answer = admin.post(sent if door == "check" else f"{PRICES}file/", said)

    assert answer.status_code in {200, 400, 413, 422}
