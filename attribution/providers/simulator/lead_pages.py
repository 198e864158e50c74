"""By what ids and secrets a clinic's page is known at the simulated Meta, and which instant forms it has."""

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMS = Path(__file__).with_name("forms.json")
FILE = "simulator_pages.json"  # beside demo.json; the demo writes it, the simulator reads it
# What the host's routes know the ids by: WhatsApp's numbers and accounts are the neighbours.
PAGE, FORM, LEAD = "77", "66", "55"
CAMPAIGN = {
    "ad_id": "120210000000000001",
    "ad_name": "New teeth in a week | video",
    "adset_id": "120210000000000002",
    "adset_name": "45 to 65",
    "campaign_id": "120210000000000003",
    "campaign_name": "Implants autumn",
}


@dataclass(frozen=True)
class InstantForm:
    """As Graph tells it; `boxes` are its consents."""

    id: str
    name: str
    locale: str = "en_GB"
    status: str = "ACTIVE"
    questions: list[dict[str, Any]] = field(default_factory=list)
    boxes: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class LeadPage:
    """One page of one clinic. `url` is ours, where its webhooks are taken; an empty one is not called. `filled` are
    leads that were there before, as LeadWorld holds them."""

    id: str
    slug: str
    name: str
    token: str
    app_id: str
    app_secret: str
    url: str = ""
    forms: tuple[InstantForm, ...] = ()
    filled: tuple[dict[str, Any], ...] = ()


def an_id(kind: str) -> str:
    return kind + f"{secrets.randbelow(10**14):014}"


def drawn_page(slug: str, name: str, *, app_id: str = "", app_secret: str = "", url: str = "") -> LeadPage:
    """With fresh ids and secrets, and the forms of forms.json."""
    forms = tuple(
        InstantForm(an_id(FORM), title, told["locale"], "ACTIVE", told["questions"], told["boxes"])
        for title, told in json.loads(FORMS.read_text()).items()
    )
    return LeadPage(
        id=an_id(PAGE),
        slug=slug,
        name=name,
        token=f"EAAB{secrets.token_urlsafe(60)}",
        app_id=app_id or an_id(""),
        app_secret=app_secret or secrets.token_hex(16),
        url=url,
        forms=forms,
    )


def keep_pages(home: Path, pages: list[LeadPage]) -> None:
    """At once: nobody reads half of it. For this machine's owner alone."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = home / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps([asdict(page) for page in pages], indent=1))
    fresh.replace(home / FILE)


def kept_pages(home: Path | None) -> list[LeadPage]:
    """What is written there; nothing when there is no such file, or one that we do not know."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        return [_page(entry) for entry in json.loads((home / FILE).read_text())] if home else []
    return []


def _page(entry: dict[str, Any]) -> LeadPage:
    forms = tuple(InstantForm(**form) for form in entry["forms"])
    return LeadPage(**{**entry, "forms": forms, "filled": tuple(entry.get("filled", ()))})
