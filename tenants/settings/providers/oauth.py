"""A token to log in with, for one that lasts longer (RFC 6749, 6): of Google or Microsoft, where the operator says.

A clinic chooses which of the two, never where: the token is worth its mailbox (H:W9).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from crm.lib.errors import ProviderAway, ProviderError
from crm.lib.http import post_form

GOOGLE, MICROSOFT = "google", "microsoft"
# Whose servers take its tokens: no other server ever gets one.
HOSTS: Mapping[str, frozenset[str]] = {
    GOOGLE: frozenset({"smtp.gmail.com", "imap.gmail.com", "smtp-relay.gmail.com"}),
    MICROSOFT: frozenset({"smtp.office365.com", "outlook.office365.com", "smtp-mail.outlook.com"}),
}
_OUTLOOK = "https://outlook.office.com"
_SCOPES = {MICROSOFT: f"{_OUTLOOK}/SMTP.Send {_OUTLOOK}/IMAP.AccessAsUser.All offline_access"}
_TENANT = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
SECONDS = 10


@dataclass(frozen=True)
class Tokens:
    """`seconds`: how long `access` is good for. `refresh` may be another one from now on."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int


class SignInRefused(ProviderError):
    """They gave no token. `code` is theirs (RFC 6749, 5.2): invalid_grant, invalid_client, ..."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no token: {code}", permanent=True)
        self.code = code


def is_tenant(text: str) -> bool:
    """A directory of Microsoft: its id, its domain, or a word like "common"."""
    return len(text) <= 100 and bool(_TENANT.fullmatch(text))


def takes_token(provider: str, host: str) -> bool:
    """Whether that mail server may see a token of this provider."""
    return host.lower() in HOSTS[provider] or (settings.CREDENTIAL_TESTS_INSIDE and host == "127.0.0.1")


def renewed(provider: str, *, tenant: str, client_id: str, client_secret: str, refresh_token: str) -> Tokens:
    """Raises SignInRefused, ProviderAway."""
    url = settings.MAIL_TOKEN_URLS[provider].replace("{tenant}", tenant or "common")
    asked = {
        "grant_type": "refresh_token",
        "client_id": client_id,
        "client_secret": client_secret,
        "refresh_token": refresh_token,
    }
    if scope := _SCOPES.get(provider):
        asked["scope"] = scope
    reply = post_form(url, asked, seconds=SECONDS)
    if reply.status >= 500 or reply.status == 429:
        raise ProviderAway(f"HTTP {reply.status}")
    told = reply.json()
    token = told.get("access_token") if isinstance(told, dict) else None
    if reply.status != 200 or not isinstance(token, str) or not token:
        raise SignInRefused(_code(told))
    return Tokens(token, str(told.get("refresh_token") or refresh_token), _seconds(told))


def _code(told: object) -> str:
    said = told.get("error") if isinstance(told, dict) else None
    return said[:40] if isinstance(said, str) and re.fullmatch(r"[a-z_]+", said) else "unknown"


def _seconds(told: Mapping[str, object]) -> int:
    said = told.get("expires_in")
    return int(said) if isinstance(said, int | str) and str(said).isdecimal() and len(str(said)) < 7 else 0
