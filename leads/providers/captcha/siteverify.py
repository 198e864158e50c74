"""What Turnstile, hCaptcha and reCAPTCHA have in common: POST /siteverify (INTEGRATIONS 11, read 2026-11-21)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from crm.lib.errors import ProviderAway, ProviderError
from crm.lib.http import post_form
from leads.providers.captcha.base import FRESH, LONGEST, Question, Verdict

SECONDS = 3
SKEW = 60  # seconds that their clock and ours may differ
_WRONG_KEYS = {"missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch"}
_WRONG_TOKEN = {
    "missing-input-response",
    "invalid-input-response",
    "timeout-or-duplicate",
    "expired-input-response",
    "already-seen-response",
    "invalid-or-already-seen-response",
}


@dataclass(frozen=True)
class SiteVerify:
    """`url` is from the operator's settings, `secret` and `site_key` are the clinic's."""

    url: str
    secret: str
    site_key: str = ""
    name: ClassVar[str] = ""
    field: ClassVar[str] = ""
    # What the vendor's test keys give as host; nobody outside development is believed who names it.
    test_host: ClassVar[str] = ""
    test_secrets: ClassVar[frozenset[str]] = frozenset()

    def check(self, asked: Question) -> Verdict:
        if not 0 < len(asked.token) <= LONGEST:
            return Verdict(False)
        answer = self._asked(asked.token, asked.address)
        if not answer["success"]:
            return Verdict(False)
        good = _is_from(answer, asked.hosts) and _is_fresh(answer, asked.now) and self._is_ours(answer)
        stamp = hashlib.sha256(f"{self.name}:{asked.token}".encode()).hexdigest()
        return Verdict(good, stamp if good else "")

    def try_keys(self) -> None:
        """Ask about a token that is none. Raises ProviderError, permanent when the secret is not the vendor's."""
        self._asked("no-token", "")

    def _form(self, token: str, address: str) -> dict[str, str]:
        """What the vendor asks for."""
        return {"secret": self.secret, "response": token} | ({"remoteip": address} if address else {})

    def _is_ours(self, answer: Mapping[str, Any]) -> bool:
        return True

    def _asked(self, token: str, address: str) -> Mapping[str, Any]:
        reply = post_form(self.url, self._form(token, address), seconds=SECONDS)
        if reply.status >= 500:
            raise ProviderAway(f"{self.name} answered {reply.status}")
        answer = reply.json()
        if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
            raise ProviderError(f"{self.name} answered {reply.status}", permanent=False)
        if not answer["success"]:
            _look_at(answer.get("error-codes"), self.name)
        return answer


def _look_at(codes: object, name: str) -> None:
    """Refusals that say nothing about the token: those of our keys, of the vendor, and words we do not know."""
    said = {code for code in codes if isinstance(code, str)} if isinstance(codes, list) else set()
    if said & _WRONG_KEYS:
        raise ProviderError(f"{name} does not take the keys", permanent=True)
    if said - _WRONG_TOKEN:
        raise ProviderError(f"{name} could not tell", permanent=False)


def _is_from(answer: Mapping[str, Any], hosts: frozenset[str]) -> bool:
    host = answer.get("hostname")
    return isinstance(host, str) and host.lower() in hosts


def _is_fresh(answer: Mapping[str, Any], now: datetime) -> bool:
    """The vendor looks at it too; a moment that cannot be read is left to it."""
    try:
        solved = datetime.fromisoformat(answer.get("challenge_ts", ""))
        return now - solved <= timedelta(seconds=FRESH + SKEW)
    except (TypeError, ValueError):
        return True
