"""What the README promises to a newcomer is run as it stands there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from crm.testing.people import host_of, key_of
from leads.models import Lead, LeadPayload
from tenants.context import clinic_context

ROOT = Path(__file__).resolve().parents[2]


def curl_of_readme() -> str:
    block = re.search(r"```bash\n(curl -X POST .+?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert block, "The README lost its curl."
    return block[1]


@pytest.fixture
def run_it(web, fresh_clinic):
    """The README's curl, with this test's clinic, port and key in the three places that a reader changes."""
    clinic = fresh_clinic()
    command = curl_of_readme().replace("tirana-smile.localhost:8000", f"{host_of(clinic)}:{web.port}")
    command = command.replace('"clinic_slug":"tirana-smile"', f'"clinic_slug":"{clinic.slug}"')
    command = command.replace("X-API-Key: KEY", f"X-API-Key: {key_of(clinic)}")
    command += f" -sS -w '\\n%{{http_code}}' --resolve {host_of(clinic)}:{web.port}:127.0.0.1"

    def run() -> tuple[int, dict]:
        shown = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=30)
        body, status = shown.stdout.rsplit("\n", 1)
        return int(status), json.loads(body)

    return clinic, run


def test_the_curl_of_the_readme_makes_a_lead_and_finds_it_the_second_time(run_it):
    clinic, run = run_it

    first, second = run(), run()

    assert (first[0], second[0]) == (201, 200)
    assert first[1]["lead_id"] == second[1]["lead_id"]
    with clinic_context(clinic):
        assert Lead.objects.get().pk == first[1]["lead_id"]
        assert LeadPayload.objects.count() == 2


def test_every_page_the_readme_links_to_exists():
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / "README.md").read_text())

    assert [path for path in linked if not (ROOT / path).exists()] == []
