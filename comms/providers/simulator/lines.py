"""By what numbers and secrets a clinic is known at the simulated providers."""

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).with_name("templates.json")
# Of templates that are not simply approved: by name and language, or by name alone in every language.
DECIDED = {
    ("photo_reminder", "de"): {"status": "PENDING"},
    ("photo_reminder", "tr"): {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT"},
    ("autumn_offer", ""): {"category": "MARKETING"},
    ("autumn_offer", "it"): {"status": "REJECTED", "rejected_reason": "PROMOTIONAL"},
    ("autumn_offer", "de"): {"status": "PAUSED"},
}
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


def drawn(slug: str, name: str, *, place: int) -> Line:
    """Fresh secrets; a number that Ofcom keeps free for fiction, by the clinic's `place`, 0 to 99."""
    ids = [str(secrets.randbelow(9 * 10**14) + 10**14) for _ in range(2)]
    sids = [secrets.token_hex(16) for _ in range(3)]
    words = {name: secrets.token_urlsafe(24) for name in ("app_secret", "verify_token", "mail_password")}
    return Line(
        slug=slug,
        name=name,
        phone_number_id=ids[0],
        waba_id=ids[1],
        token=f"EAA{secrets.token_urlsafe(60)}",
        account_sid=f"AC{sids[0]}",
        auth_token=secrets.token_hex(16),
        api_key_sid=f"SK{sids[1]}",
        api_key_secret=secrets.token_urlsafe(24),
        application_sid=f"AP{sids[2]}",
        number=f"+442079460{100 + place:03}",
        mailbox=f"reception@{slug}.example.com",
        templates=known_templates(),
        **words,
    )


def known_templates() -> list[dict[str, Any]]:
    """As Graph lists them: in every language of the file, approved but for those of DECIDED."""
    found = []
    for name, texts in json.loads(TEMPLATES.read_text()).items():
        for language, text in texts.items():
            entry = approved(len(found) + 1, name, language, text)
            found.append(entry | DECIDED.get((name, ""), {}) | DECIDED.get((name, language), {}))
    return found


def approved(number: int, name: str, language: str, text: str, category: str = "UTILITY") -> dict[str, Any]:
    """One as Graph lists it; `text` with its places counted."""
    entry = {"id": str(number), "name": name, "language": language, "status": "APPROVED", "category": category}
    return {**entry, "parameter_format": "POSITIONAL", "components": [{"type": "BODY", "text": text}]}


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
