"""A token for the Data Manager API: by a service account's key (RFC 7523) or a refresh token (RFC 6749, 6)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from attribution.providers.answers import Refused, Trouble
from crm.lib.errors import ProviderAway
from crm.lib.http import post_form

TOKENS = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/datamanager"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = timedelta(hours=1)  # the longest that Google takes
SECONDS, FAULTS, TOO_MANY = 10, 500, 429


class Opener(Protocol):
    """Gets a token each time it is asked. Raises Refused and ProviderAway."""

    def token(self) -> str: ...


@dataclass(frozen=True)
class ServiceAccount:
    """The key file of a service account. `url` is of the environment, never the one in the file."""

    email: str
    private_key: str = field(repr=False)
    key_id: str = ""
    url: str = TOKENS

    @classmethod
    def of_file(cls, text: str, *, url: str = TOKENS) -> "ServiceAccount":
        """Raises ValueError for what is no key file of a service account."""
        try:
            said = json.loads(text)
            email, key = said["client_email"], said["private_key"]
            is_one = said.get("type") == "service_account" and isinstance(email, str) and isinstance(key, str)
            if not is_one or not isinstance(load_pem_private_key(key.encode(), password=None), RSAPrivateKey):
                raise ValueError("no service account")
        except (KeyError, TypeError, AttributeError, RecursionError) as wrong:
            raise ValueError("no service account") from wrong
        return cls(email, key, str(said.get("private_key_id", "")), url)

    def token(self) -> str:
        return _given(self.url, {"grant_type": GRANT, "assertion": self.assertion(now=datetime.now(UTC))})

    def assertion(self, *, now: datetime) -> str:
        """For the real address, whatever the environment sends us to: Google reads it there."""
        about = {"iss": self.email, "scope": SCOPE, "aud": TOKENS, "iat": now, "exp": now + LIFE}
        headers = {"kid": self.key_id} if self.key_id else None
        return jwt.encode(about, self.private_key, algorithm="RS256", headers=headers)


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in at Google once, and an app of the clinic's holds the refresh token."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    url: str = TOKENS

    def token(self) -> str:
        asked = {"client_id": self.client_id, "client_secret": self.client_secret}
        return _given(self.url, {"grant_type": "refresh_token", "refresh_token": self.refresh_token, **asked})


def _given(url: str, asked: Mapping[str, str]) -> str:
    reply = post_form(url, asked, seconds=SECONDS)
    if reply.status >= FAULTS or reply.status == TOO_MANY:
        raise ProviderAway(f"HTTP {reply.status}")
    told: Any = reply.json()
    token = told.get("access_token") if isinstance(told, dict) else None
    if reply.status != 200 or not isinstance(token, str) or not token:
        raise Refused(Trouble.AUTH, code=_code(told))
    return token


def _code(told: object) -> str:
    said = told.get("error") if isinstance(told, dict) else None
    return said if isinstance(said, str) and said.replace("_", "").isalpha() else "no_token"
