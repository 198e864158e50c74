"""A process with unsafe settings does not start, and says which variables to set."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "crm.settings.prod",
    "SECRET_KEY": "k" * 60,
    "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "BASE_DOMAIN": "crm.example.com",
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
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("FIELD_ENCRYPTION_KEYS", ""),
        ("FIELD_ENCRYPTION_KEYS", "no-key"),
        ("BASE_DOMAIN", "localhost"),
        ("DATABASE_URL", "postgres:///bridgework"),
    ],
)
def test_a_missing_or_unsafe_variable_is_named_and_nothing_starts(variable, value):
    started = start("crm.wsgi", **{variable: value})

    assert started.returncode != 0
    assert variable in started.stderr.splitlines()[-1]


def test_one_role_for_both_addresses_is_refused():
    started = start("crm.wsgi", DATABASE_OWNER_URL=os.environ["DATABASE_URL"])

    assert "DATABASE_OWNER_URL" in started.stderr
    assert started.returncode != 0
