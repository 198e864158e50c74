"""The demo clinics' accounts at the simulator of `make run`, which may stand on other ports than last time."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comms.connections.opening import webhook
from comms.providers.simulator.lines import Line, drawn, keep, kept
from comms.services.demo_approved import approved_templates
from crm.lib.http import is_loopback
from crm.lib.smtp import PLAIN
from leads.services.demo import CLINICS, demo_clinics
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.settings.models import Credential
from tenants.settings.services.credentials import open_values, store

# By which of its values keys are known to be the simulator's; others are somebody's own, and stay.
KNOWN_BY = {"whatsapp": "phone_number_id", "twilio": "account_sid", "smtp": "user", "imap": "user"}


def connect_demo() -> int:
    """Give each demo clinic its accounts there, and tell the simulator of them; how many clinics those are.

    Does nothing where no simulator is asked for. Keys that somebody entered are left alone. Safe to repeat.
    """
    if not is_loopback(settings.WHATSAPP_BASE_URL):
        return 0
    home = Path(settings.DEMO_FILE).parent
    known = {line.slug: line for line in kept(home)}
    lines = [_connected(clinic, known.get(clinic.slug) or some_line(clinic)) for clinic in demo_clinics()]
    keep(home, lines)
    return len(lines)


def line_of(clinic: Clinic) -> Line | None:
    """By what it is known at the simulator: drawn and written down before anything names it, so that `connect_demo`
    finds the same. None where no simulator is asked for."""
    if not is_loopback(settings.WHATSAPP_BASE_URL) or not getattr(settings, "DEMO_FILE", None):
        return None
    home = Path(settings.DEMO_FILE).parent
    lines = kept(home)
    found = next((line for line in lines if line.slug == clinic.slug), None)
    if found is None:
        found = some_line(clinic)
        keep(home, [*lines, found])
    return found


def some_line(clinic: Clinic) -> Line:
    """Its number follows from its place among the demo clinics."""
    place = [slug for _name, slug in CLINICS].index(clinic.slug)
    return replace(drawn(clinic.slug, clinic.name, place=place), templates=approved_templates())


def _connected(clinic: Clinic, line: Line) -> Line:
    with clinic_context(clinic), transaction.atomic():
        line = replace(line, whatsapp_url=webhook("whatsapp"), sms_url=webhook("sms"), voice_url=webhook("voice"))
        line = replace(
            line, templates=approved_templates()
        )  # of an older demo too: the hourly look takes them over
        for kind, values in keys_of(line, port=int(settings.SIMULATOR_PORT)).items():
            _store(kind, values)
    return line


def _store(kind: str, values: Mapping[str, str]) -> None:
    row = Credential.objects.filter(kind=kind).first()
    before = open_values(row) if row else {}
    is_ours = before.get(KNOWN_BY[kind]) == values[KNOWN_BY[kind]]
    has_moved = any(values[name] != value for name, value in before.items())
    if row is None or (is_ours and has_moved):
        store(kind, values, by=None)


def keys_of(line: Line, *, port: int) -> dict[str, dict[str, str]]:
    """{kind: values}; `port` is the simulator's, with SMTP and IMAP on the next two."""
    names = ("phone_number_id", "waba_id", "token", "app_secret", "verify_token")
    more = ("account_sid", "auth_token", "number", "api_key_sid", "api_key_secret", "application_sid")
    server = {"host": "127.0.0.1", "security": PLAIN, "user": line.mailbox, "password": line.mail_password}
    return {
        "whatsapp": {name: getattr(line, name) for name in names},
        "twilio": {name: getattr(line, name) for name in more},
        "smtp": server | {"port": str(port + 1), "sender": line.mailbox},
        "imap": server | {"port": str(port + 2), "folder": "INBOX", "address": line.mailbox},
    }
