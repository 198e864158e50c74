"""The page "Activity", its file and its endpoint (F:T11, H:E1)."""

import csv
import io
import json

import openpyxl
import pytest

from crm.lib.csvsafe import plain
from crm.lib.sheets import KINDS
from crm.lib.tests.test_csvsafe import BLANK, COMMANDS, SIGNS
from crm.testing.people import client_of, make_user
from leads.models import Stage
from tenants.audit.models import Entry
from tenants.audit.services import export
from tenants.audit.services.record import record, record_many
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

PAGE, FILE = "/admin/audit/entry/", "/admin/activity.csv"


@pytest.fixture
def admin_client(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="ana@example.com", full_name="Ana Kelmendi"))


@pytest.fixture
def stage(clinic):
    with clinic_context(clinic):
        yield Stage.objects.first()


def shown(client, **filters):
    page = client.get(PAGE, filters)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_shows_what_happened_newest_first(admin_client, stage):
    record("stage.first_thing", stage)
    record("stage.second_thing", stage, changes={"position": (1, 7)}, note="by drag")

    page = shown(admin_client)

    assert page.index("second thing") < page.index("first thing")
    assert "by drag" in page


@pytest.mark.parametrize(
    ("filters", "finds"),
    [
        ({"q": "bell"}, True), ({"q": "mar BELL"}, True), ({"q": "ellini"}, False), ({"q": "' & !:*("}, False),
        ({"verb": "key.revoked"}, True), ({"verb": "key.renewed"}, False), ({"verb": "no.such"}, True),
        ({"kind": "leads.stage"}, True), ({"kind": "leads.lead"}, False), ({"kind": "x"}, True),
        ({"timestamp_from": "2020-01-01"}, True), ({"timestamp_to": "2020-01-01"}, False),
        ({"timestamp_from": "2999-01-01"}, False), ({"timestamp_from": "9999-12-31"}, True),
        ({"timestamp_to": "0001-01-01"}, True), ({"timestamp_from": "2020-02-31"}, True),
        ({"timestamp_from": "' OR 1"}, True), ({"person": "999"}, True), ({"person": "x"}, True),
    ],
)  # fmt: skip
def test_it_is_narrowed_by_what_one_chooses_and_not_broken_by_anything(admin_client, stage, filters, finds):
    stage.name = "Mario Bellini"
    record("key.revoked", stage)

    assert ("Mario Bellini" in shown(admin_client, **filters)) is finds


def test_a_page_that_is_not_there_leads_back_to_the_list(admin_client):
    assert admin_client.get(PAGE, {"p": "99"}, follow=True).status_code == 200


@pytest.mark.parametrize("method", ["add/", "1/delete/"])
def test_nothing_is_added_or_deleted_here(admin_client, method):
    assert admin_client.post(PAGE + method).status_code in (403, 404)


def test_one_entry_has_a_page_that_cannot_be_saved(admin_client, clinic, stage):
    record("stage.moved", stage, changes={"name": ("<script>alert(1)</script>", "b")})
    pk = Entry.objects.first().pk

    page = admin_client.get(f"{PAGE}{pk}/change/").content.decode()
    saved = admin_client.post(f"{PAGE}{pk}/change/", {"object_repr": "x"})

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert saved.status_code == 403


@pytest.mark.parametrize(("role", "page", "file"), [(roles.ADMIN, 200, 200), (roles.MANAGER, 200, 403),
    (roles.AGENT, 403, 403), (roles.MARKETING, 403, 403), (roles.READ_ONLY, 403, 403)])  # fmt: skip
def test_who_may_look_and_who_may_take_it_away(clinic, role, page, file):
    client = client_of(clinic, make_user(clinic, role=role, email="x@example.com"))

    assert client.get(PAGE).status_code == page
    assert client.get("/api/v1/trail").status_code == page
    assert client.post(FILE).status_code == file


def test_a_manager_with_a_smaller_scope_sees_his_own_doing(clinic, stage):
    user = make_user(clinic, role=roles.MANAGER, email="x@example.com", data_scope="own")
    stage.name = "Mario Bellini"
    record("key.revoked", stage)

    assert "Mario Bellini" not in shown(client_of(clinic, user))
    assert client_of(clinic, user).get("/api/v1/trail").json()["count"] == 0


def test_the_file_holds_the_filtered_rows_and_leaves_a_line(admin_client, clinic, stage):
    record("key.revoked", stage, changes={"name": ("=1+1", "b;=2+2")}, note="+355691234567")
    record("key.renewed", stage)

    heading, row, *more = rows_of(admin_client.post(FILE + "?verb=key.revoked"))

    assert heading[:4] == ["When (UTC)", "Who", "Mail", "What"]
    assert (row[3], row[5], row[10]) == (f"revoked the key {stage.name}", stage.name, "'+355691234567")
    assert more == []
    with clinic_context(clinic):
        entry = Entry.objects.saying("trail.exported").get()
    assert (entry.note, entry.actor_email, entry.door) == ("verb", "ana@example.com", "admin")


def test_the_file_is_not_had_by_reading(admin_client):
    assert admin_client.get(FILE).status_code == 405


def test_a_filter_that_is_none_is_refused_in_the_file(admin_client):
    assert admin_client.post(FILE + "?nonsense__x=1").status_code == 400


def test_a_file_is_read_in_parts_of_the_right_clinic_after_the_request_has_left(
    admin_client, clinic, other_clinic, monkeypatch
):
    monkeypatch.setattr(export, "PART", 10)
    with clinic_context(clinic):
        record_many("stage.moved", Stage, [(n, f"ours {n}", None) for n in range(35)])
    with clinic_context(other_clinic):
        record_many("stage.moved", Stage, [(n, f"theirs {n}", None) for n in range(35)])
    answer = admin_client.post(FILE)

    with clinic_context(other_clinic):
        names = [row[5] for row in rows_of(answer)[1:]]

    assert sorted(n for n in names if n.startswith("ours")) == sorted(f"ours {n}" for n in range(35))
    assert not [n for n in names if n.startswith("theirs")]


def test_a_file_that_is_cut_says_so(clinic, stage, monkeypatch):
    monkeypatch.setattr(export, "PART", 2)
    record_many("stage.moved", Stage, [(n, f"row {n}", None) for n in range(8)])

    rows = list(export.rows(Entry.objects.all(), clinic, most=5))

    assert len(rows) == 5 + 1
    assert rows[-1][0] == "Only the newest 5 rows are in this file. Choose fewer days to see the others."
    assert {len(row) for row in rows} == {export.COLUMNS}
    assert len(list(export.rows(Entry.objects.all(), clinic, most=8))) == 8


def test_no_name_of_sixty_becomes_a_formula_in_any_kind_of_file(admin_client, stage):
    texts = [text.replace("\0", "").replace("\ud800", "") for text in COMMANDS]
    record_many("stage.moved", Stage, [(n, text, {"name": (text, text)}) for n, text in enumerate(texts)])
    asked = f"{FILE}?verb=stage.moved"

    files = {kind: b"".join(admin_client.post(asked, {"kind": kind}).streaming_content) for kind in KINDS}

    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    assert {one.data_type for row in sheet.iter_rows() for one in row} <= {"s", "n"}
    told = {row["Object"] for row in json.loads(files["json"])}
    names = [row[5] for row in csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"), newline=""))][1:]
    assert {plain(name) for name in names} == told
    assert not [name for name in names if name.strip(BLANK).startswith(tuple(SIGNS))]
    assert admin_client.post(asked, {"kind": "ods"}).status_code == 400


def test_the_endpoint_answers_in_parts_and_refuses_what_is_no_number(admin_client, stage):
    record_many("stage.moved", Stage, [(n, f"row {n}", {"position": (n, n + 1)}) for n in range(8)])

    answer = admin_client.get("/api/v1/trail?limit=3&verb=stage.moved").json()

    assert (answer["count"], len(answer["results"])) == (8, 3)
    assert answer["results"][0]["changes"] == {"position": [7, 8]}
    for wrong in ("x", "-1", "9" * 40, "%D9%A1"):
        assert admin_client.get(f"/api/v1/trail?person={wrong}").status_code == 422


def test_the_platform_has_a_trail_of_its_own(clinic, platform_client):
    root = User.objects.create_user("root@example.com", "a-long-enough-password", is_superuser=True)
    platform_client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    record("clinic.suspended", clinic, note="Unpaid since May")
    with clinic_context(clinic):
        record("stage.moved", Stage(pk=1, name="Inside"))

    page = shown(platform_client)
    file = rows_of(platform_client.post(FILE))

    assert "Unpaid since May" in page
    assert "Inside" not in page
    assert "Unpaid since May" in {row[10] for row in file[1:]}


def test_of_two_clinics_each_sees_its_own(admin_client, other_clinic):
    with clinic_context(other_clinic):
        record("stage.moved", Stage(pk=1, name="Theirs"))

    assert "Theirs" not in shown(admin_client)
    assert admin_client.get("/api/v1/trail?verb=stage.moved").json()["count"] == 0
