"""Whatever a program sends, the API answers as its description says, and never with a fault of ours (H:L4, M17)."""

import pytest
import yaml
from django.utils import timezone

from crm.testing.people import client_of, make_user
from crm.testing.programs import described, try_everything
from leads.actions import Chosen, all_actions
from leads.models import Note
from leads.services.bulk.beginning import begin
from leads.services.importing.taking import take_file
from leads.tests.exported import export
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.keys.services.issue import issue_key
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

PAGE = "https://clinic-site.example"
BY_KEY = ["POST /api/v1/leads", "POST /leads/single", "GET /api/v1/leads/challenge"]


@pytest.fixture
def admin(clinic):
    return client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))


@pytest.fixture
def operations(admin):
    return described(yaml.safe_load(admin.get("/api/schema/").content))


@pytest.fixture
def unlimited(monkeypatch):
    monkeypatch.setattr("leads.services.limits.spend", lambda buckets, clinic: None)


def reachable(email):
    """With somebody who can be answered, the other fields count; the first, who is new, says nothing else."""
    plain = iter([{"name": "Mario", "email": email}])

    def lead_on(case):
        if isinstance(case.body, dict):
            case.body = next(plain, {"name": "Mario", **case.body, "email": email})
            case.body.pop("clinic_slug", None)
            case.body.pop("company_website", None)

    return lead_on


@pytest.mark.parametrize("kind", ["secret", "site"])
def test_of_a_website(clinic, operations, unlimited, kind):
    with clinic_context(clinic):
        key = issue_key(kind=kind, origins=[PAGE] if kind == "site" else None)
    headers = {"X-API-Key": key, "Origin": PAGE}

    told = {}
    for number, name in enumerate(BY_KEY):
        with_email = reachable(f"mario{number}@example.com")
        told[name] = try_everything(operations[name], client_of(clinic), headers=headers, lead_on=with_email)

    assert {name: {201, 422} - told[name] for name in BY_KEY[:2]} == {name: set() for name in BY_KEY[:2]}
    assert told[BY_KEY[2]] & {200, 204, 404}


def bodies(lead, twin):
    """What is sent to an address that ends so: what is made up says nothing sensible."""
    return {
        "/leads": {"name": "Mario Rossi", "email": "mario@example.com"},
        "/notes": {"body": "Called again"},
        "/notices/read": {"all": True},
        "/notes/{note_id}": {"is_pinned": True},
        "/contacts": {"email": "m.rossi@example.net"},
        "/tags": {"add": ["Smoker"]},
        "/merge": {"other": twin.pk},
        "/actions": {"action": "archive", "ids": [lead.pk], "dry_run": True},
        "/bulk": {"leads": [{"name": "Anna Weber", "phone": "+491701112223"}]},
        "/export": {"format": "json", "ids": [lead.pk]},
    }


def test_of_whoever_is_logged_in(clinic, admin, operations, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    lead, older, twin, gone = (make_lead(clinic) for _ in range(4))
    contact = reach(clinic, lead, "phone", "+393331112223")
    reach(clinic, lead, "email", "mario@example.net")
    with clinic_context(clinic):
        note = Note.objects.create(lead=lead, body="Called", at=timezone.now())
        asker = User.objects.get(email="admin@example.com")
        file = export(asker, ids=[lead.pk])
        job = begin(all_actions()["archive"], [10**9], Chosen(), by=asker, now=timezone.now())
        brought = take_file("list.csv", [b"Name,Phone\nAnna,+491701112223"], by=asker, now=timezone.now())
    there = {"lead_id": lead.pk, "note_id": note.pk, "contact_id": contact.pk}
    there |= {"export_id": str(file.pk), "run_id": str(job.pk), "import_id": brought.pk}
    meant = bodies(lead, twin)

    def to_a_lead(case):
        case.path_parameters |= {name: there[name] for name in case.path_parameters if name in there}
        if case.path.endswith("/merge"):
            case.path_parameters["lead_id"] = older.pk  # the other one was archived before
        if case.method.upper() == "DELETE" and case.path.endswith("/leads/{lead_id}"):
            case.path_parameters["lead_id"], case.query = gone.pk, {"confirm": "delete 1"}
        for end, body in meant.items():
            if case.method.upper() != "GET" and case.path.endswith(end):
                case.body = body

    told = {name: try_everything(one, admin, lead_on=to_a_lead) for name, one in operations.items()}

    assert {name for name, codes in told.items() if not codes & {200, 201, 202, 204}} == {
        "POST /leads/single",
        "POST /leads/csv",  # what is made up is no list
        "POST /api/v1/leads/csv",
        "GET /api/v1/leads/challenge",
    }
