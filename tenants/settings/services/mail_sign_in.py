"""The token by which a mailbox at Google or Microsoft is opened, fresh when it is needed (INTEGRATIONS 6)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from crm.lib.errors import HouseError, ProviderAway, ProviderError
from tenants.settings.providers.oauth import SignInRefused, renewed, takes_token
from tenants.settings.services.credentials import renew, use

KIND = "mail_sign_in"
IN_TIME = timedelta(seconds=90)  # before it ends: a talk with a mail server takes as long
ACCESS, UNTIL = "access_token", "access_until"


def token_finder(user: str, host: str) -> Callable[[], str] | None:
    """Call it to get a token for `user` at the mail server `host`; it raises SignInRefused and ProviderAway.

    None where nobody signed in for that user, or the server is none of that provider's: then a password is asked.
    """
    values = _values()
    if values is None or values["user"].lower() != user.lower() or not takes_token(values["provider"], host):
        return None
    return lambda: access_token(now=timezone.now())


def access_token(*, now: datetime) -> str:
    """The one that we have, else a fresh one, which is kept, encrypted like all of it.

    Two who ask at once may both be given one; both are good. Raises HouseError without a sign-in.
    """
    values = use(KIND)
    until = values.get(UNTIL, "")
    if values.get(ACCESS) and until and datetime.fromisoformat(until) - IN_TIME > now:
        return values[ACCESS]
    return fresh_token(values, now=now)


def fresh_token(values: Mapping[str, str], *, now: datetime) -> str:
    """Asked for, whatever we have. Raises SignInRefused, ProviderAway."""
    names = ("tenant", "client_id", "client_secret", "refresh_token")
    try:
        found = renewed(values["provider"], **{name: values.get(name, "") for name in names})
    except (SignInRefused, ProviderAway):
        raise
    except ProviderError as odd:
        raise ProviderAway(str(odd)) from None
    more: dict[str, Any] = {
        ACCESS: found.access,
        UNTIL: (now + timedelta(seconds=found.seconds)).isoformat(),
        "refresh_token": found.refresh,
    }
    renew(KIND, values, more)
    return found.access


def _values() -> dict[str, str] | None:
    try:
        return use(KIND)
    except HouseError:
        return None
