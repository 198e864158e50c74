"""By what numbers and secrets a clinic is known at the simulated providers."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = "simulator.json"  # beside demo.json; the demo writes it, the simulator reads it


@dataclass(frozen=True)
class Line:
    """One clinic. Addresses are ours, where its webhooks are taken; empty ones are not called."""

    slug: str
    name: str
    phone_number_id: str
    waba_id: str
    token: str
    app_secret: str
    account_sid: str
    auth_token: str
    api_key_sid: str
    api_key_secret: str
    application_sid: str
    number: str  # E.164, of WhatsApp and telephone alike
    mailbox: str
    mail_password: str
    verify_token: str = ""
    whatsapp_url: str = ""
    sms_url: str = ""
    voice_url: str = ""
    templates: list[dict[str, Any]] = field(default_factory=list)


def keep(home: Path, lines: list[Line]) -> None:
    """At once: nobody reads half of it. For this machine's owner alone."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = home / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps([asdict(line) for line in lines], indent=1))
    fresh.replace(home / FILE)


def kept(home: Path | None) -> list[Line]:
    """What is written there; nothing when there is no such file, or one that we do not know."""
    with suppress(OSError, ValueError, TypeError):
        return [Line(**entry) for entry in json.loads((home / FILE).read_text())] if home else []
    return []
