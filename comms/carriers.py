"""Who carries the messages of which kind of account. A registry: `comms.connections` fills it in `apps.ready()`."""

from collections.abc import Callable, Mapping

from comms.models import Account
from comms.providers.base import Carrier, Refused, Trouble
from crm.lib.errors import HouseError
from tenants.settings.services.credentials import use

Make = Callable[[Account, Mapping[str, str]], Carrier]
_makers: dict[tuple[str, str], Make] = {}


def carries(channel: str, kind: str, make: Make) -> None:
    """`make(account, values of its credential)` opens the account for one call; it keeps nothing."""
    _makers[channel, kind] = make


def carrier_of(account: Account) -> Carrier:
    """Ready to send. Raises Refused when the account has no keys that we can read, or nobody carries for it."""
    make = _makers.get((account.channel, account.kind))
    if make is None:
        raise Refused(Trouble.ACCOUNT, code="no_carrier")
    try:
        values = use(account.kind)
    except HouseError:
        raise Refused(Trouble.AUTH, code="no_keys") from None
    return make(account, values)
