"""The commands of an operator: what they print, what they change, and how they refuse."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from crm.testing.people import PASSWORD, client_of, post_lead
from tenants.models import Clinic
from tenants.staff.models import User

OURS = [
    "create_clinic",
    "list_clinics",
    "suspend_clinic",
    "create_platform_admin",
    "create_api_key",
    "migrate_clinics",
    "seed_demo_data",
]
REST = ["--domain", "x.example", "--admin-email", "admin@example.com"]


@pytest.fixture
def run(capsys):
    def call(*words):
        call_command(*words)
        return capsys.readouterr().out.splitlines()

    return call


@pytest.mark.parametrize("command", OURS)
def test_each_says_what_it_is_for(command, capsys):
    with pytest.raises(SystemExit) as done:
        call_command(command, "--help")

    assert done.value.code in (None, 0)
    assert len(capsys.readouterr().out) > 200


def test_the_last_line_of_create_api_key_is_the_key_alone_and_it_works(clinic, run):
    key = run("create_api_key", clinic.slug, "--kind", "secret")[-1]

    answer = post_lead(client_of(clinic), key, first_name="Mario", email="mario@example.com")

    assert answer.status_code == 201


def test_a_site_key_is_made_for_its_pages(clinic, run):
    page = "https://clinic-site.example"
    key = run("create_api_key", clinic.slug, "--kind", "site", "--origin", page, "--name", "Contact form")[-1]
    client = client_of(clinic)
    client.defaults["HTTP_ORIGIN"] = page

    assert key.startswith("bw_site_")
    assert post_lead(client, key, first_name="Mario", email="mario@example.com").status_code == 201


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create_api_key", "nowhere", "--kind", "secret"], "There is no clinic nowhere. There are: clinic-a"),
        (["create_api_key", "clinic-a", "--kind", "site"], "needs at least one --origin"),
        (["create_api_key", "clinic-a", "--kind", "other"], "invalid choice"),
        (["suspend_clinic", "nowhere"], "There is no clinic nowhere"),
        (["create_clinic", "X", "--slug", "clinic-a", *REST], "exists"),
        (["create_clinic", "X", "--slug", "A B", *REST], "slug"),
    ],
)
def test_a_refusal_is_a_sentence(clinic, words, said):
    with pytest.raises(CommandError, match=said):
        call_command(*words)


def test_list_clinics_has_one_line_a_clinic_separated_by_tabs(clinic, other_clinic, run):
    lines = [line.split("\t") for line in run("list_clinics")]

    assert [clinic.slug, "active", "clinic-a.localhost", clinic.schema_name, clinic.name] in lines
    assert [line[0] for line in lines] == [c.slug for c in Clinic.objects.all()]


def test_suspend_clinic_and_back(clinic, run):
    paused = run("suspend_clinic", clinic.slug)
    states = [Clinic.objects.get(pk=clinic.pk).state]
    run("suspend_clinic", clinic.slug)
    resumed = run("suspend_clinic", clinic.slug, "--resume")
    states.append(Clinic.objects.get(pk=clinic.pk).state)

    assert (paused, resumed) == (["Clinic A is suspended."], ["Clinic A is active."])
    assert states == ["suspended", "active"]


def test_a_platform_admin_is_made_once_and_logs_in_with_the_last_password(platform_client, run, monkeypatch):
    for password in ("the-first-long-password", PASSWORD):
        monkeypatch.setenv("PLATFORM_ADMIN_PASSWORD", password)
        said = run("create_platform_admin", "Boss@Example.com")

    assert said == ["boss@example.com may log in on the platform."]
    assert User.objects.filter(email="boss@example.com", is_superuser=True).count() == 1
    answer = platform_client.post("/admin/login/", {"username": "boss@example.com", "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize("password", ["short", "passwordpassword1"[:8], "boss@example.com"])
def test_a_weak_password_is_refused(database, monkeypatch, password):
    monkeypatch.setenv("PLATFORM_ADMIN_PASSWORD", password)

    with pytest.raises(CommandError):
        call_command("create_platform_admin", "boss@example.com")
    assert not User.objects.filter(email="boss@example.com").exists()


def test_with_everything_at_head_migrate_says_so(committed, clinics, run):
    assert run("migrate_clinics")[-1] == "Everything is at head."


def test_demo_data_is_not_poured_into_a_real_installation(clinic, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("seed_demo_data")


def test_a_refusal_is_one_line_and_exit_code_1(clinics):
    command = [sys.executable, "manage.py", "suspend_clinic", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=60)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("CommandError: There is no clinic nowhere.")
