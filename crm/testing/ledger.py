"""LEDGER of HAZARDS 2: a sender that notes every acknowledgement on disk; the oracle for "nothing is lost"."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crm.testing.people import host_of, key_of
from crm.testing.processes import Web
from leads.models import LeadPayload
from tenants.context import clinic_context
from tenants.models import Clinic

PAUSE = 0.1  # seconds between a refusal and the next try
AWAY = (httpx.HTTPError, OSError)


class Ledger:
    """Posts enquiries as a website's server does. Every 2xx is on disk before the next one is asked for."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("a")
        self._turn = threading.Lock()

    def post(self, web: Web, clinic: Clinic, key: str, **fields: object) -> httpx.Response:
        """One try. `client_ref` is the sender's own name for this enquiry; unknown keys stay in the raw body."""
        answer = web.request("POST", "/api/v1/leads", host=host_of(clinic), json=fields, headers={"X-API-Key": key})
        if answer.is_success:
            self._note(clinic=clinic.slug, ref=fields.get("client_ref"), status=answer.status_code, **answer.json())
        return answer

    def deliver(self, web: Web, clinic: Clinic, key: str, *, patience: float = 30, **fields: object) -> int:
        """Try until it is acknowledged; the number of tries. TimeoutError after `patience` seconds."""
        end, tries = time.monotonic() + patience, 0
        while time.monotonic() < end:
            tries += 1
            try:
                if self.post(web, clinic, key, **fields).is_success:
                    return tries
            except AWAY:
                pass
            time.sleep(PAUSE)
        raise TimeoutError(f"{fields.get('client_ref')} was not acknowledged within {patience} s")

    def acknowledged(self, clinic: Clinic) -> list[dict]:
        lines = [json.loads(line) for line in self._path.read_text().splitlines()]
        return [line for line in lines if line["clinic"] == clinic.slug]

    def missing(self, clinic: Clinic) -> list[dict]:
        """Acknowledgements whose enquiry is not stored under the lead that was named; must be empty."""
        stored = {(ref, lead) for ref, lead in self._stored(clinic)}
        return [line for line in self.acknowledged(clinic) if (line["ref"], line["lead_id"]) not in stored]

    def doubled(self, clinic: Clinic) -> set[str]:
        """Refs that became more than one lead; must be empty."""
        leads: dict[str, set[int]] = {}
        for ref, lead in self._stored(clinic):
            leads.setdefault(ref, set()).add(lead)
        return {ref for ref, found in leads.items() if len(found) > 1}

    def _stored(self, clinic: Clinic) -> list[tuple[str, int]]:
        with clinic_context(clinic):
            payloads = list(LeadPayload.objects.exclude(lead=None))
        return [(json.loads(bytes(payload.body)).get("client_ref"), payload.lead_id) for payload in payloads]

    def _note(self, **line: object) -> None:
        with self._turn:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger(tmp_path / "ledger.jsonl")
    yield found
    found.close()


@pytest.fixture
def door(web: Web, fresh_clinic: object) -> tuple[Web, Clinic, str]:
    """The running web process, a clinic of this test's own and a key: what a sender needs."""
    clinic = fresh_clinic()
    return web, clinic, key_of(clinic)
