"""The doors of exports: the page, one's files, programs and the operator's command (F:W7, G19, H:A9)."""

import json
import re
import stat
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Export
from leads.services.exporting import making
from leads.tests.exported import export, table
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.runs.services.working import finish
from tenants.staff import roles

PAGE, FILES, API = "/admin/leads/export/", "/admin/exports/", "/api/v1/leads/export"


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def browser(clinic, manager):
    return client_of(clinic, manager)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(making, "AT_ONCE", 0)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def ask(browser, **said):
    return browser.post(API, json.dumps({"format": "csv", **said}), content_type="application/json")


def test_a_try_begins_nothing_and_leaves_no_file(clinic, browser, settings):
    lead = make_lead(clinic, "Ada")
    body = {"action": "export", "ids": [lead.pk, 10**9], "values": {"export": "csv"}, "dry_run": True}

    tried = browser.post("/api/v1/leads/actions", body, "application/json").json()

    assert (tried["changed"], tried["out_of_sight"], tried["dry_run"]) == (1, 1, True)
    assert [one for one in settings.PRIVATE_FILES_ROOT.rglob("*") if one.is_file()] == []


def test_the_page_asks_and_a_small_file_is_the_answer(clinic, browser):
    make_lead(clinic, "Ada")
    make_lead(clinic, "Ben", source="referral")

    page = browser.get(PAGE + "?source=website").content.decode()
    answer = browser.post(PAGE + "?source=website", {"kind": "csv", "columns": ["first_name"]})

    assert "1 lead" in page
    assert [row["First name"] for row in table(body(answer))] == ["Ada"]
    assert re.fullmatch(r'attachment; filename="leads-[0-9-]+\.csv"', answer["Content-Disposition"])
    told = {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options")}
    assert "no-store" in answer["Cache-Control"]
    assert told == {
        "Content-Type": "text/csv; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_large_one_leads_to_its_progress_and_lies_among_ones_files(clinic, browser, large):
    make_lead(clinic)

    begun = browser.post(PAGE, {"kind": "json", "columns": []})
    with clinic_context(clinic):
        made = Export.objects.get()
    before = browser.get(f"{FILES}{made.pk}/").status_code
    with clinic_context(clinic):
        finish(made.run_id)
    after = browser.get(f"{FILES}{made.pk}/")

    assert (begun.status_code, begun["Location"]) == (302, f"/admin/runs/{made.run_id}/")
    assert (before, after.status_code, len(json.loads(body(after)))) == (404, 200, 1)
    assert f"{FILES}{made.pk}/" in browser.get(FILES).content.decode()


def test_a_file_is_404_for_everybody_else_and_looking_at_its_head_fetches_nothing(
    clinic, other_clinic, browser, manager
):
    with clinic_context(clinic):
        made = export(manager)
    where = f"{FILES}{made.pk}/"
    admin = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))
    neighbour = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="manager@example.com"))
    agent = client_of(clinic, make_user(clinic))

    answers = {who: [one.get(path).status_code for path in (where, f"/api/v1/exports/{made.pk}")]
               for who, one in {"admin": admin, "neighbour": neighbour, "agent": agent}.items()}  # fmt: skip
    head = browser.head(where)
    with clinic_context(clinic):
        unread = Export.objects.get().downloaded_at
    browser.get(where)

    assert answers == {"admin": [404, 404], "neighbour": [404, 404], "agent": [403, 403]}
    assert where not in admin.get(FILES).content.decode()
    assert "manager@example.com" in admin.get(FILES).content.decode()
    assert (head.status_code, unread) == (200, None)
    with clinic_context(clinic):
        assert Export.objects.get().downloaded_at is not None
        assert Entry.objects.saying("leads.export_fetched").count() == 1


def test_the_sixth_is_429_with_when_to_come_again(clinic, browser, manager):
    with clinic_context(clinic):
        for _ in range(5):
            export(manager)

    page, answer = browser.post(PAGE, {"kind": "csv"}), ask(browser)

    assert (page.status_code, answer.status_code) == (429, 429)
    assert 3500 < int(page["Retry-After"]) <= 3600
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "5 times within an hour" in page.content.decode()
    assert answer.json()["code"] == "too_many"


def test_a_program_gets_a_small_file_at_once_and_a_job_for_a_large_one(clinic, browser, monkeypatch):
    lead = make_lead(clinic, "Ada")

    small = ask(browser, columns=["first_name"], ids=[lead.pk])
    monkeypatch.setattr(making, "AT_ONCE", 0)
    begun = ask(browser, format="xlsx", filter={"source": "website"})
    with clinic_context(clinic):
        finish(uuid.UUID(begun.json()["job_id"]))
    file = browser.get(begun.json()["download_url"])

    assert table(body(small)) == [{"id": str(lead.pk), "first_name": "Ada", "do_not_contact": "no"}]
    assert (begun.status_code, begun["Location"]) == (202, begun.json()["status_url"])
    assert (file.status_code, body(file)[:2]) == (200, b"PK")


def test_chosen_leads_are_a_file_as_well_and_those_out_of_sight_are_counted(clinic, browser):
    ada, ben = make_lead(clinic, "Ada"), make_lead(clinic, "Ben", archived_at=timezone.now())
    make_lead(clinic, "Cem")
    chosen = {"action": "export", "export": "csv", "_selected_action": [ada.pk, ben.pk, 10**9]}

    answer = browser.post("/admin/leads/lead/", chosen, follow=True)
    without = browser.post("/admin/leads/lead/", {**chosen, "export": ""}, follow=True)

    said = " ".join(answer.content.decode().split())
    assert answer.redirect_chain == [(FILES, 302)]
    assert "The file is ready. 1 skipped: not there, or not yours." in said
    assert "Choose a kind of file first." in without.content.decode()
    with clinic_context(clinic):
        made = Export.objects.get()
    file = table(body(browser.get(f"{FILES}{made.pk}/")))
    assert {int(row["Number"]) for row in file} == {ada.pk, ben.pk}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"format": "ods"}, "format"), ({"columns": ["password"]}, "columns"), ({"columns": "all"}, "columns"),
        ({"filter": {"nobody": 1}}, "nobody"), ({"ids": [1], "filter": {}}, "ids"), ({"heading": "x"}, "heading"),
        ({"filter": {"date_range_start": "x"}}, "date_range_start"), ({"by": 1}, "by"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_said_by_field_and_leaves_no_row(clinic, browser, said, field):
    answer = ask(browser, **said)

    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    with clinic_context(clinic):
        assert not Export.objects.exists()


def test_the_columns_that_there_are_can_be_asked_for(browser):
    told = browser.get(API).json()

    assert told["formats"] == ["csv", "xlsx", "json"]
    assert {"key": "do_not_contact", "label": "Do not contact", "always": True, "chosen": True} in told["columns"]


def test_a_command_writes_who_arrived_since_into_a_private_file(clinic, other_clinic, tmp_path):
    made = timezone.now()
    make_lead(clinic, "Old", created_at=made.replace(year=made.year - 1))
    make_lead(clinic, "Test", is_test=True)
    make_lead(clinic, "Ada")
    make_lead(other_clinic, "CANARY")
    out = tmp_path / "new.csv"
    asked = ["--clinic", clinic.slug, "--since", f"{made.year - 1}-12-01", "--out", str(out)]

    call_command("export_leads", *asked, "--columns", "first_name")

    assert [row["first_name"] for row in table(out.read_bytes())] == ["Ada"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with clinic_context(clinic):
        line = Entry.objects.saying("leads.exported").get()
    assert (line.door, line.changes["count"][1]) == ("command", 1)
    for wrong in (asked, [*asked[:3], "yesterday"], [*asked[:4], "--columns", "password"]):
        with pytest.raises(CommandError):
            call_command("export_leads", *wrong)
