"""Our own puzzle, solved by the visitor's browser; nobody else hears of it (altcha 2.3.0, read 2026-11-21)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from altcha import v2

from leads.providers.captcha.base import FRESH, Question, Verdict

ALGORITHM = "PBKDF2/SHA-256"  # the one of the list that WebCrypto does by itself
COST = 2_000  # iterations of one try
# The browser counts up from 0 to a number that we choose here. See docs/api.md for how long that takes.
FIRST, LAST = 100, 300


@dataclass(frozen=True)
class Altcha:
    """`secret` signs the puzzles of one clinic: those of another are strangers (H:T11)."""

    secret: bytes
    name = field = "altcha"

    def challenge(self, now: datetime) -> dict[str, Any]:
        """A puzzle to be solved within FRESH seconds, as altcha's own widget reads it, too."""
        counter = FIRST + secrets.randbelow(LAST - FIRST)
        return v2.create_challenge(
            ALGORITHM,
            COST,
            counter=counter,
            expires_at=int(now.timestamp()) + FRESH,
            hmac_secret=self.secret,
            hmac_key_secret=self._key_secret,
        ).to_dict()

    def check(self, asked: Question) -> Verdict:
        try:
            solved = v2.Payload.from_base64(asked.token)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Verdict(False)
        until = solved.challenge.parameters.expires_at
        if type(until) is not int or until < asked.now.timestamp():
            return Verdict(False)
        # The signature is looked at before anything that the sender chose is computed.
        result = v2.verify_solution(solved, self.secret, hmac_key_secret=self._key_secret)
        return Verdict(result.verified, _stamp(solved.challenge.signature) if result.verified else "")

    @property
    def _key_secret(self) -> bytes:
        return hashlib.sha256(b"derived key\0" + self.secret).digest()


def _stamp(signature: str) -> str:
    """Of the puzzle, not of the token: that can be written in many ways."""
    return hashlib.sha256(f"altcha:{signature}".encode()).hexdigest()
