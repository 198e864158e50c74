"""Two fresh clinics with accounts at the simulator, and patients of both who wrote to each."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import django
import httpx

from comms.providers.simulator.lines import Line, drawn
from comms.providers.simulator.world import Patient
from crm.chaos.stack import Stack
from crm.simulator.host import Host

NAMES = ("oak", "elm")
PATIENTS = 20
CHANNELS = ("whatsapp", "sms")
PATIENCE = 60


@dataclass(frozen=True)
class Side:
    """One clinic. `word` stands in every text that is of it, and in no other's."""

    slug: str
    word: str
    clinic: object
    line: Line
    key: str


def open_clinics(host: Host, folder: Path) -> list[Side]:
    """Django is set up here: before, nobody knows where its database is. What it logs goes into the folder."""
    django.setup()
    logging.getLogger().handlers = [logging.FileHandler(folder / "driver.log", mode="w")]
    from django.db import connection

    from tenants.services.migrating import migrate_everything

    if failed := migrate_everything():
        raise RuntimeError(f"Migrating failed: {failed}")
    sides = [_opened(host, name, place) for place, name in enumerate(NAMES)]
    connection.close()
    return sides


def _opened(host: Host, slug: str, place: int) -> Side:
    from comms.connections.opening import webhook
    from comms.services.demo_lines import keys_of
    from tenants.context import clinic_context
    from tenants.keys.models import ApiKey
    from tenants.keys.models.api_key import MOST_PER_HOUR
    from tenants.keys.services.issue import issue_key
    from tenants.services.provisioning import NewClinic, provision
    from tenants.settings.services.credentials import store

    clinic = provision(NewClinic(slug.title(), slug, f"{slug}.localhost"))
    line = drawn(slug, slug.title(), place=place)
    with clinic_context(clinic):
        line = replace(line, whatsapp_url=webhook("whatsapp"), sms_url=webhook("sms"))
        for kind in ("whatsapp", "twilio"):
            store(kind, keys_of(line, port=1)[kind], by=None)
        key = issue_key(kind="secret", name="chaos")
        ApiKey.objects.update(per_hour=MOST_PER_HOUR)
    host.world.know(line)
    return Side(slug, f"CANARY-{slug}", clinic, line, key)


def patients(host: Host) -> list[Patient]:
    """Numbers that Ofcom keeps free for fiction. Each knows both clinics."""
    return [
        host.world.add(Patient(f"p{number}", f"Patient {number}", phone=f"+447700900{number:03}"))
        for number in range(PATIENTS)
    ]


def have_leads(stack: Stack, sides: Sequence[Side], people: Sequence[Patient]) -> None:
    """Every second patient asked by the website before; the others are strangers."""
    for side in sides:
        for patient in people[::2]:
            enquiry = {"first_name": patient.key, "last_name": "Chaos", "phone": patient.phone}
            headers = {"Host": f"{side.slug}.localhost", "X-API-Key": side.key}
            answer = httpx.post(f"{stack.web}/api/v1/leads", json=enquiry, headers=headers, timeout=30)
            answer.raise_for_status()


def conversations(side: Side) -> list[int]:
    from comms.models import Conversation
    from tenants.context import clinic_context

    with clinic_context(side.clinic):
        return list(Conversation.objects.order_by("pk").values_list("pk", flat=True))


def wait_for_conversations(sides: Sequence[Side]) -> None:
    """Raises RuntimeError when those that patients began are not there in time."""
    end = time.monotonic() + PATIENCE
    while any(len(conversations(side)) < PATIENTS * len(CHANNELS) for side in sides):
        if time.monotonic() > end:
            raise RuntimeError("The patients' first messages did not arrive.")
        time.sleep(0.2)
