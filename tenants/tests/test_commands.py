"""The commands of an operator: what they print, what they change, and how they refuse."""

import contextlib
import io
import os
import subprocess
import sys

import hypothesis
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import strategies as st

from crm.testing.people import PASSWORD, client_of, post_lead
from tenants.keys.services.check import check_key, forget_keys
from tenants.models import Clinic, Domain
from tenants.services.provisioning import reserve
from tenants.staff.models import User

pytestmark = pytest.mark.any_postgres

OURS = [
    "create_clinic",
    "list_clinics",
    "suspend_clinic",
    "create_platform_admin",
    "create_api_key",
    "list_api_keys",
    "rotate_api_key",
    "revoke_api_key",
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
    said = capsys.readouterr().out
    assert len(said) > 200
    assert "1 refused" in said


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
        (["create_api_key", "clinic-a", "--kind", "site"], "needs at least one address"),
        (["create_api_key", "clinic-a", "--kind", "other"], "invalid choice"),
        (["create_api_key", "clinic-a", "--kind", "site", "--origin", "https://*.example"], "None with a"),
        (["list_api_keys", "nowhere"], "There is no clinic nowhere"),
        (["revoke_api_key", "clinic-a", "nosuchkey123"], "no such key"),
        (["suspend_clinic", "nowhere"], "There is no clinic nowhere"),
        (["create_clinic", "X", "--slug", "clinic-a", *REST], "exists"),
        (["suspend_clinic", "clinic\0a"], "There is no clinic"),
        (["create_clinic", "X", "--slug", "A B", *REST], "slug: 2 to 40 lower-case"),
        (["create_clinic", "X", "--slug", "api", *REST], "api is a reserved word"),
        (["create_clinic", "X" * 121, "--slug", "new", *REST], "name: 1 to 120 printable"),
        (["create_clinic", "a\0b", "--slug", "new", *REST], "name: 1 to 120 printable"),
        (["create_clinic", "X", "--slug", "new", "--domain", "clinic-b.localhost", *REST[2:]], "another clinic"),
        (["create_clinic", "X", "--slug", "new", "--domain", "a..example", *REST[2:]], "domain: A host name like"),
        (["create_clinic", "X", "--slug", "new", "--domain", "a-.example", *REST[2:]], "domain: A host name like"),
        (["create_clinic", "X", "--slug", "new", "--domain", "klinik-ü.example", *REST[2:]], "xn-- form"),
        (["create_clinic", "X", "--slug", "new", "--domain", "api.localhost", *REST[2:]], "the platform's own"),
        (["create_clinic", "X", "--slug", "new", "--domain", f"{'a' * 64}.example", *REST[2:]], "domain:"),
        (["create_clinic", "X", "--slug", "new", *REST[:2], "--admin-email", "nobody"], "email: A mail address"),
        (["create_platform_admin", "nobody"], "email: A mail address"),
    ],
    ids=str,
)
def test_a_refusal_is_a_sentence_and_nothing_is_left(clinic, other_clinic, words, said):
    before = list(Clinic.objects.values_list("slug", "name")), Domain.objects.count()

    with pytest.raises(CommandError, match=said):
        call_command(*words)
    assert (list(Clinic.objects.values_list("slug", "name")), Domain.objects.count()) == before


ANYTHING = st.text(st.characters(), max_size=300) | st.sampled_from(["", "clinic-a", "x.example", "a@example.com"])
SENTENCES = [
    ["create_clinic", "{}", "--slug=new", "--domain=new.example", "--admin-email=a@example.com"],
    ["create_clinic", "New", "--slug={}", "--domain=new.example", "--admin-email=a@example.com"],
    ["create_clinic", "New", "--slug=new", "--domain={}", "--admin-email=a@example.com"],
    ["create_clinic", "New", "--slug=new", "--domain=new.example", "--admin-email={}"],
    ["suspend_clinic", "{}"],
    ["create_platform_admin", "{}"],
    ["create_api_key", "{}", "--kind=secret"],
    ["create_api_key", "clinic-a", "--kind={}"],
    ["create_api_key", "clinic-a", "--kind=site", "--origin={}"],
    ["create_api_key", "clinic-a", "--kind=secret", "--name={}"],
    ["list_api_keys", "{}"],
    ["revoke_api_key", "{}", "x"],
    ["revoke_api_key", "clinic-a", "{}"],
    ["rotate_api_key", "clinic-a", "{}"],
    ["create_api_key", "clinic-a", "--kind=secret", "--per-hour={}"],
]


@pytest.mark.parametrize("sentence", SENTENCES, ids=" ".join)
@hypothesis.settings(
    max_examples=40, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(text=ANYTHING)
def test_whatever_somebody_types_is_done_or_refused_in_a_sentence(clinic, monkeypatch, sentence, text):
    monkeypatch.setenv("PLATFORM_ADMIN_PASSWORD", PASSWORD)
    monkeypatch.setattr("tenants.management.commands.create_clinic.provision", lambda new, **_: reserve(new))

    with transaction.atomic():
        with contextlib.suppress(CommandError, SystemExit):  # --help and --version end a command well
            call_command(*[word.replace("{}", text) for word in sentence], stdout=io.StringIO())
        transaction.set_rollback(True)


def test_keys_are_listed_without_their_secret_and_revoked_by_their_public_part(clinic, other_clinic, run):
    page = "https://clinic-site.example"
    secret = run("create_api_key", clinic.slug, "--kind", "secret", "--name", "Website")[-1]
    run("create_api_key", clinic.slug, "--kind", "site", "--origin", page)
    run("create_api_key", other_clinic.slug, "--kind", "secret", "--name", "Neighbour")
    route = secret.split("_")[2]

    before = [line.split("\t") for line in run("list_api_keys", clinic.slug)]
    said = [run("revoke_api_key", clinic.slug, route) for _ in range(2)]
    forget_keys()
    after = [line.split("\t") for line in run("list_api_keys", clinic.slug)]

    assert [(line[1], line[3], line[4], line[5]) for line in before] == [
        ("site", "valid", "", page),
        ("secret", "valid", "Website", ""),
    ]
    assert secret.rsplit("_", 1)[1] not in str(before)
    assert said == [[f"{route} is refused everywhere within 3 seconds."]] * 2
    assert [line[3].partition(" ")[0] for line in after] == ["valid", "revoked"]
    assert post_lead(client_of(clinic), secret, first_name="Mario", email="mario@example.com").status_code == 403


def test_a_rotated_key_stands_alone_on_the_last_line_and_the_old_one_works_on(clinic, run):
    old = run("create_api_key", clinic.slug, "--kind", "secret")[-1]

    new = run("rotate_api_key", clinic.slug, old.split("_")[2], "--overlap", "168")[-1]
    forget_keys()

    assert check_key(new) == check_key(old)


def test_a_key_of_the_neighbour_is_not_revoked(clinic, other_clinic, run):
    theirs = run("create_api_key", other_clinic.slug, "--kind", "secret")[-1]

    with pytest.raises(CommandError, match="no such key"):
        call_command("revoke_api_key", clinic.slug, theirs.split("_")[2])

    assert check_key(theirs).clinic == other_clinic


@pytest.mark.parametrize("state", ["provisioning", "closing"])
def test_a_clinic_that_is_not_open_gets_no_key(clinic, state):
    Clinic.objects.filter(pk=clinic.pk).update(state=state)

    with pytest.raises(CommandError, match=r"being set up|is closing"):
        call_command("create_api_key", clinic.slug, "--kind", "secret")


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


def test_without_a_terminal_or_a_password_the_platform_admin_is_refused_in_a_sentence(clinics):
    command = [sys.executable, "manage.py", "create_platform_admin", "boss@example.com"]
    environment = {name: value for name, value in os.environ.items() if name != "PLATFORM_ADMIN_PASSWORD"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=60, stdin=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip

    assert done.returncode == 1
    assert "CommandError: There is no terminal" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


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
    assert "Traceback" not in done.stderr


def test_a_command_that_is_called_wrongly_exits_with_2(clinics):
    command = [sys.executable, "manage.py", "create_api_key", "clinic-a"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=60)

    assert done.returncode == 2
    assert "--kind" in done.stderr
    assert "Traceback" not in done.stderr
