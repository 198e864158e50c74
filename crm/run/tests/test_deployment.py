"""The same processes everywhere: make run, Procfile and compose; and the Docker files in good order."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from crm.run.children import BUILDING, QUEUES, WEB, children
from crm.run.options import Ports
from crm.servers.postgres import SETTINGS
from crm.servers.tests.conftest import PROJECT
from tenants.services.database_rights import QUIET

COMPOSE = PROJECT / "docker" / "compose.yml"
VERBS = {"help", "run", "test", "lint", "format", "reset", "lock", "messages", "browser"}


def procfile() -> dict[str, str]:
    lines = (PROJECT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_the_procfile_starts_what_make_run_starts():
    ours = {child.name: child.command for child in children(Ports(8000, 8001))}

    assert procfile().keys() == ours.keys() | {"release"}
    for name, command in ours.items():
        target = command[-1] if "granian" in command[0] else "crm.celery"
        assert target in procfile()[name]


def test_web_has_threads_for_senders_who_stall_everywhere():
    told = procfile()["web"].replace("--workers ${WEB_WORKERS:-2} ", "")

    assert " ".join(WEB) in told
    in_the_image = ", ".join(f'"{word}"' for word in WEB).replace('"--blocking', '"--workers", "2", "--blocking')
    assert in_the_image in (PROJECT / "docker" / "Dockerfile").read_text()


def test_the_proxy_alone_publishes_ports():
    before, *after = COMPOSE.read_text().split("    ports:")

    assert len(after) == 1
    assert re.findall(r"^  (\w+):$", before, re.MULTILINE)[-1] == "proxy"


def test_every_variable_of_the_example_reaches_the_containers():
    """Those that compose decides by itself are files, roles and ports; the owner is for migrate and builder."""
    named = set(re.findall(r"^(\w+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    decided = {"DJANGO_SETTINGS_MODULE", "PRIVATE_FILES_ROOT", "PORT", "LIVE_PORT", "DATABASE_OWNER_URL"}
    shared = COMPOSE.read_text().split("environment: &environment")[1].split("depends_on:")[0]

    assert named - decided == set(re.findall(r"^    (\w+):", shared, re.MULTILINE))


def test_the_databases_log_is_as_quiet_in_the_containers_as_here():
    quiet = {name: value for name, value in SETTINGS.items() if name.startswith("log_") and name != "log_timezone"}

    assert quiet.keys() == QUIET.keys()
    assert all(f"-c {name}={value}" in COMPOSE.read_text() for name, value in quiet.items())
    assert all(value in QUIET[name] for name, value in quiet.items())


@pytest.mark.parametrize("file", ["Procfile", "docker/compose.yml"])
def test_the_worker_reads_every_queue_everywhere(file: str):
    assert f"-Q {QUEUES} " in (PROJECT / file).read_text()
    assert f"-Q {BUILDING} " in (PROJECT / file).read_text()


def test_only_who_migrates_and_who_builds_clinics_knows_the_owner_of_the_database():
    services = re.split(r"^  (\w+):$", COMPOSE.read_text().split("\nservices:\n")[1], flags=re.MULTILINE)

    told = dict(zip(services[1::2], services[2::2], strict=True))
    assert {name for name, text in told.items() if "DATABASE_OWNER_URL" in text} == {"migrate", "builder"}


def test_make_help_lists_every_verb():
    done = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^make (\w+)", done.stdout, re.MULTILINE)) >= VERBS


def test_no_secret_stands_in_the_docker_files():
    text = COMPOSE.read_text()

    for name in ("POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS"):
        assert f"${{{name}:?" in text
    example = (PROJECT / "docker" / "env.example").read_text()
    assert not re.search(r"^(?!BASE_DOMAIN|TLS_FOLDER|HTTPS?_PORT)\w+=.+", example, re.MULTILINE)


def test_the_dockerfile_passes_hadolint():
    if not shutil.which("hadolint"):
        pytest.skip("hadolint is not installed")

    done = subprocess.run(["hadolint", PROJECT / "docker" / "Dockerfile"], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_compose_reads_its_file(tmp_path: Path):
    command = compose()
    variables = tmp_path / "env"
    filled = re.sub(r"^(\w+)=$", r"\1=x", (PROJECT / "docker" / "env.example").read_text(), flags=re.MULTILINE)
    variables.write_text(filled)

    done = subprocess.run(
        [*command, "-f", COMPOSE, "--env-file", variables, "config", "--quiet"], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def compose() -> list[str]:
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0:
        return [docker, "compose"]
    pytest.skip("docker has no compose plugin here")
