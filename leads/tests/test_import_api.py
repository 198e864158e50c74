"""Lists of programs: a file or many leads in one body, as a job that says how it ends (F:I8, I10; H:L3, I3)."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from crm.testing.people import client_of
from leads.models import Lead, LeadImport
from leads.services.importing.sent import BULK_SCOPE
from leads.tests.lists import checked, lines, manager, person
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.issue import issue_key
from tenants.runs.models import Run
from tenants.runs.services.working import finish

__all__ = ["manager"]
CSV, BULK = "/api/v1/leads/csv", "/api/v1/leads/bulk"
MB = 1024**2


@pytest.fixture
def woken(monkeypatch):
    monkeypatch.setattr("leads.api.bringing.demand_workers", lambda: None)


@pytest.fixture
def key(clinic, settings, tmp_path, woken):
    settings.PRIVATE_FILES_ROOT = tmp_path
    return key_for(clinic)


def key_for(clinic, scopes=(BULK_SCOPE,)):
    with clinic_context(clinic):
        key = issue_key(kind="secret")
        ApiKey.objects.order_by("-pk").update(scopes=list(scopes))
    return key


def send(clinic, body, key, *, to=BULK, kind="application/json", **headers):
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client_of(clinic).post(to, sent, content_type=kind, headers={"X-API-Key": key, **headers})


def test_leads_of_a_program_become_a_job_with_a_result_for_each(clinic, key):
    leads = [{"name": "Anna Weber", "phone": "+491701112223"}, {"first_name": "No", "treatment": "Way"}]

    answer = send(clinic, leads, key)
    told = answer.json()
    with clinic_context(clinic):
        finish(Run.objects.get().pk)
    ended = client_of(clinic).get(told["status_url"], headers={"X-API-Key": key}).json()

    assert (answer.status_code, answer["Location"]) == (202, told["status_url"])
    assert (ended["state"], ended["result"]) == ("done", {"new": 1, "merge": 0, "skip": 1})
    assert [row["result"] for row in ended["rows"]["results"]] == ["new", "skip"]
    with clinic_context(clinic):
        assert ended["rows"]["results"][0]["lead_id"] == Lead.objects.get().pk


@pytest.mark.parametrize("to", [CSV, "/leads/csv"])
def test_a_file_comes_as_a_body_or_in_a_form(clinic, manager, woken, to):
    browser, body = client_of(clinic, manager), lines(person(1), person(2))

    raw = browser.post(f"{to}?name=a.csv", body, content_type="text/csv")
    form = browser.post(to, {"file": SimpleUploadedFile("b.csv", body), "options": '{"tag": "old"}'})

    assert (raw.status_code, form.status_code) == (202, 202)
    with clinic_context(clinic):
        assert list(LeadImport.objects.order_by("pk").values_list("name", "row_count")) == [
            ("a.csv", 2),
            ("b.csv", 2),
        ]
        assert LeadImport.objects.get(name="b.csv").options["tag"] == "old"


def test_the_same_name_of_a_program_is_the_same_job(clinic, key):
    leads = [{"name": "Anna Weber", "phone": "+491701112223"}]

    first, again = (send(clinic, leads, key, **{"Idempotency-Key": "a"}).json() for _ in range(2))
    other = send(clinic, leads * 2, key, **{"Idempotency-Key": "a"})

    assert first["import_id"] == again["import_id"]
    assert other.status_code == 422
    with clinic_context(clinic):
        assert LeadImport.objects.count() == Run.objects.count() == 1


def test_who_may_not_writes_nothing(clinic, other_clinic, key, agent):
    leads = [{"name": "Anna Weber", "phone": "+491701112223"}]
    with clinic_context(clinic):
        site = issue_key(kind="site", origins=["https://a.example"])

    codes = [
        send(clinic, leads, "bw_secret_nobody_nothing").status_code,
        send(clinic, leads, key_for(clinic, scopes=["leads:create"])).status_code,
        send(clinic, leads, site, Origin="https://a.example").status_code,
        send(other_clinic, leads, key).status_code,
        client_of(clinic).post(BULK, leads, content_type="application/json").status_code,
        client_of(clinic, agent).post(BULK, leads, content_type="application/json").status_code,
    ]

    assert codes == [401, 403, 403, 403, 401, 403]
    for here in (clinic, other_clinic):
        with clinic_context(here):
            assert not LeadImport.objects.exists()


def test_another_key_of_the_clinic_does_not_read_the_list(clinic, key):
    told = send(clinic, [{"name": "Anna Weber", "phone": "+491701112223"}], key).json()

    other = client_of(clinic).get(told["status_url"], headers={"X-API-Key": key_for(clinic)})

    assert other.status_code == 404


def test_too_much_is_413_before_it_is_read_to_its_end(clinic, key):
    def sized(to, size, kind):
        body = BytesIO(b"Name,Phone\n" + b"x" * 100)
        answer = client_of(clinic).generic(
            "POST", to, body.getvalue(), content_type=kind, headers={"X-API-Key": key}, CONTENT_LENGTH=str(size)
        )
        return answer.status_code

    assert sized(CSV, int(10.1 * MB), "text/csv") == 413
    assert sized(BULK, 50 * MB, "application/json") == 413
    assert send(clinic, b'[{"name":"' + b"x" * (2 * MB) + b'"}]', key).status_code == 413
    assert send(clinic, [{"name": "Anna"}] * 1001, key).status_code == 413
    wide = b"Name,Phone,Text\n" + b"\n".join(b"Anna Nr%d,+39320%07d,%s" % (n, n, b"x" * 4900) for n in range(2020))
    assert 9.4 * MB < len(wide) < 10 * MB
    assert send(clinic, wide, key, to=CSV, kind="text/csv").status_code == 202


def test_without_redis_it_is_503_and_not_a_row(clinic, key, monkeypatch, settings):
    monkeypatch.undo()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = send(clinic, [{"name": "Anna Weber", "phone": "+491701112223"}], key)

    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    with clinic_context(clinic):
        assert not LeadImport.objects.exists()


@pytest.mark.parametrize("body", [{}, [], [1], {"leads": "x"}, [{}], [{"x": {"y": [1, {"z": "\u0000"}]}}]])
def test_whatever_is_no_list_of_leads_is_refused_in_words(clinic, key, body):
    answer = send(clinic, body, key)

    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]


def test_the_operator_imports_a_file_once_and_sees_what_is_left_out(clinic, manager, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_bytes(lines(person(1), person(2), person(2)))
    command = ["import_leads", str(file), "--clinic", clinic.slug, "--by", manager.email]

    call_command(*command, "--dry-run")
    with clinic_context(clinic):
        assert not Lead.objects.exists()
    for _ in range(2):
        call_command(*command)

    with clinic_context(clinic):
        assert Lead.objects.count() == 2
        assert LeadImport.objects.get().by == manager
    assert "row 4: twice in this file" in capsys.readouterr().out


def test_columns_that_are_said_after_a_dry_run_are_those_of_the_import(clinic, manager, tmp_path):
    file, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    file.write_bytes(lines(person(1, company="Praxis")))
    mapping.write_text(json.dumps({"Full name": "name", "Phone": "phone", "Company": "city"}))
    command = ["import_leads", str(file), "--clinic", clinic.slug]

    call_command(*command, "--dry-run")
    call_command(*command, "--mapping", str(mapping))

    with clinic_context(clinic):
        lead = Lead.objects.get()
        assert (lead.city, lead.company, lead.identities.count()) == ("Praxis", "", 1)


@pytest.mark.parametrize(
    "said",
    [
        {"mapping": '{"Phone": ["phone"]}'},
        {"mapping": "[" * 5000},
        {"options": '{"tag": "\\u0000"}'},
        {"options": '{"yes": ["\\ud800"]}'},
    ],
)
def test_what_a_program_says_of_a_file_is_refused_in_words_where_it_cannot_be(clinic, manager, woken, said):
    told = {"file": SimpleUploadedFile("b.csv", lines(person(1))), **said}

    answer = client_of(clinic, manager).post(CSV, told)

    assert (answer.status_code, bool(answer.json()["detail"])) == (422, True)


def test_many_leads_of_a_program_are_none_of_a_list_that_somebody_brought(clinic, manager, key):
    header, mapping = ("name", "phone"), ("name", "phone")
    with clinic_context(clinic):
        checked([("Anna Rossi", "+393331234567")], by=manager, header=header, mapping=mapping, tag="fair")

    send(clinic, [{"name": "Berta Weber", "phone": "+491701112223"}], key)

    with clinic_context(clinic):
        assert LeadImport.objects.get(name="leads.jsonl").options["tag"] == ""
