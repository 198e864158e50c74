"""A process with unsafe settings does not start, and says which variables to set."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from crm.servers import Servers

SECRET = "never-used-anywhere-but-in-tests-0123456789-abcdefghijklmnop"
OF_DEVELOPMENT = urlsafe_b64encode(b"development-only-key-32-bytes!!!").decode()
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "crm.settings.prod",
    "SECRET_KEY": SECRET,
    "FIELD_ENCRYPTION_KEYS": urlsafe_b64encode(bytes(range(32))).decode(),
    "BASE_DOMAIN": "crm.example.com",
    "MAIL_HOST": "mail.example.com",
    "MAIL_FROM": "Bridgework <no-reply@crm.example.com>",
}


def start(module: str, **changed: str) -> subprocess.CompletedProcess:
    """Import the process's module as the server does, with this test's database."""
    environment = os.environ | COMPLETE | changed
    return subprocess.run(
        [sys.executable, "-c", f"import {module}"], env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("module", ["crm.wsgi", "crm.live"])
def test_a_process_with_complete_settings_starts(module):
    started = start(module)

    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "SECRET_KEY": "",
            "FIELD_ENCRYPTION_KEYS": "",
            "TRUSTED_PROXIES": "-1",
            "WHATSAPP_PROVIDER": "stub",
            "MAIL_SECURITY": "ssl",
            "BASE_DOMAIN": "localhost",
        },
        {
            "SECRET_KEY": "short",
            "FIELD_ENCRYPTION_KEYS": "no-key",
            "MAIL_PORT": "smtp",
            "WHATSAPP_BASE_URL": "http://127.0.0.1:8004",
            "TWILIO_BASE_URL": "https://localhost/",
            "GHL_API_BASE_URL": "http://127.0.0.1:8004",
            "META_BASE_URL": "http://127.0.0.1:8004",
            "DATAMANAGER_BASE_URL": "http://localhost:8004",
            "ENABLE_CAPTCHA": "maybe",
            "DATABASE_URL": "postgres:///bridgework",
        },
        {
            "SECRET_KEY": "abcd" * 20,
            "FIELD_ENCRYPTION_KEYS": OF_DEVELOPMENT,
            "TURNSTILE_VERIFY_URL": "http://127.0.0.1:9/siteverify",
        },
        {
            "SECRET_KEY": f"django-insecure-{SECRET}",
            "FIELD_ENCRYPTION_KEYS": f"{COMPLETE['FIELD_ENCRYPTION_KEYS']},{OF_DEVELOPMENT}",
            "HCAPTCHA_VERIFY_URL": "http://hcaptcha.example/siteverify",
        },
    ],
)
def test_each_missing_or_unsafe_variable_is_named_and_nothing_starts(wrong):
    """Each by a line of its own: what has a line would have been refused alone."""
    started = start("crm.wsgi", **wrong)

    assert started.returncode != 0
    _, _, refused = started.stderr.partition("This process may not start:\n")
    named = [[variable for variable in wrong if variable in line] for line in refused.splitlines()]
    assert sorted(named) == sorted([variable] for variable in wrong)


def test_one_role_for_both_addresses_is_refused():
    started = start("crm.wsgi", DATABASE_OWNER_URL=os.environ["DATABASE_URL"])

    assert "DATABASE_OWNER_URL" in started.stderr
    assert started.returncode != 0


@pytest.mark.parametrize("module", ["crm.wsgi", "crm.live"])
def test_an_owner_of_another_database_is_refused(module, servers: Servers):
    elsewhere = servers.postgres.url("bridgework_owner", "postgres")

    started = start(module, DATABASE_OWNER_URL=elsewhere)

    assert started.returncode != 0
    assert "DATABASE_OWNER_URL and DATABASE_URL name different databases." in started.stderr


@pytest.fixture
def role(servers: Servers) -> Iterator[sql.Identifier]:
    """A role of this test's own that may log in as `mighty`; call `url_of_role` for its address."""
    name = sql.Identifier("mighty")
    with psycopg.connect(servers.environment()["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x'").format(name))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE bridgework TO {}").format(name))
        yield name
        admin.execute(sql.SQL("DROP OWNED BY {}").format(name))
        admin.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.mark.parametrize(
    "excess",
    [
        {"ALTER ROLE {} SUPERUSER": "is a superuser"},
        {
            "ALTER ROLE {} BYPASSRLS": "has BYPASSRLS",
            "ALTER ROLE {} CREATEROLE": "has CREATEROLE",
            "ALTER ROLE {} CREATEDB": "has CREATEDB",
            "GRANT pg_execute_server_program TO {}": "or run its programs",
        },
        {"GRANT bridgework_owner TO {}": "owns tables, or may become the role that does"},
        {"CREATE SCHEMA mine; CREATE TABLE mine.own (); ALTER TABLE mine.own OWNER TO {}": "owns tables"},
    ],
)
def test_a_role_that_may_more_than_work_with_rows_is_refused_by_its_name(role, servers: Servers, excess):
    with psycopg.connect(servers.environment()["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        try:
            for given in excess:
                admin.execute(sql.SQL(given).format(role))
            started = start("crm.wsgi", DATABASE_URL=_as("mighty", servers))
        finally:
            admin.execute("DROP SCHEMA IF EXISTS mine CASCADE")

    assert started.returncode != 0
    _, _, refused = started.stderr.partition("This process may not start:\n")
    lines = refused.splitlines()
    assert all(line.startswith("- The role mighty of DATABASE_URL") for line in lines)
    assert all(any(words in line for line in lines) for words in excess.values())


def test_a_role_that_only_works_with_rows_may_start_whatever_its_name(role, servers: Servers):
    started = start("crm.wsgi", DATABASE_URL=_as("mighty", servers))

    assert started.returncode == 0, started.stderr


def test_a_server_that_logs_rows_is_said_and_the_process_starts(servers: Servers):
    with psycopg.connect(servers.environment()["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("ALTER ROLE bridgework_app SET log_error_verbosity = 'default'")
        try:
            started = start("crm.wsgi")
        finally:
            admin.execute("ALTER ROLE bridgework_app RESET log_error_verbosity")

    assert started.returncode == 0, started.stderr
    assert "PostgreSQL writes rows into its log: log_error_verbosity is default." in started.stderr
    assert "log_statement" not in started.stderr


@pytest.mark.parametrize(("proxies", "warned"), [("0", True), ("1", False)])
def test_a_redirect_to_https_without_a_declared_proxy_is_said(proxies, warned):
    started = start("crm.live", TRUSTED_PROXIES=proxies)

    assert started.returncode == 0, started.stderr
    assert ("TRUSTED_PROXIES is 0" in started.stderr) is warned


def test_the_header_of_a_proxy_is_believed_only_where_one_is_declared():
    program = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"

    said = [_say(program, TRUSTED_PROXIES=number) for number in ("0", "1")]

    assert said == ["None", "('HTTP_X_FORWARDED_PROTO', 'https')"]


def _as(role: str, servers: Servers) -> str:
    servers.postgres.passwords[role] = "x"
    try:
        return servers.postgres.url(role)
    finally:
        del servers.postgres.passwords[role]


def _say(program: str, **changed: str) -> str:
    environment = os.environ | COMPLETE | changed
    return subprocess.check_output([sys.executable, "-c", program], env=environment, text=True, timeout=60).strip()
