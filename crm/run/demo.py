"""What seed_demo_data wrote down: the demo clinics with their logins and keys."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Login:
    role: str
    email: str
    password: str


@dataclass(frozen=True)
class DemoClinic:
    name: str
    slug: str
    host: str
    secret_key: str
    logins: list[Login]
    site_key: str = ""

    def login(self, *words: str) -> Login | None:
        """The first login whose role has one of the words, the words in order of preference."""
        for word in words:
            for login in self.logins:
                if word in login.role.lower():
                    return login
        return None


@dataclass(frozen=True)
class Demo:
    clinics: list[DemoClinic]
    platform: dict[str, str]


def read_demo(home: Path) -> Demo | None:
    """The file home/demo.json; None when it is not there or is not what we know (clinics of one's own)."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads((home / "demo.json").read_text())
        return Demo([_clinic(entry) for entry in found["clinics"]], found.get("platform") or {})
    return None


def _clinic(entry: dict[str, Any]) -> DemoClinic:
    logins = [Login(login["role"], login["email"], login["password"]) for login in entry["logins"]]
    site_key = entry.get("site_key", "")
    return DemoClinic(entry["name"], entry["slug"], entry["host"], entry["secret_key"], logins, site_key)
