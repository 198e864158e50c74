"""An address as a keyed hash: equal for equal addresses of one clinic, useless anywhere else (H:G7, T11)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

from crm.lib.mail import mail_box
from crm.lib.phone import e164
from leads.models import Identity
from tenants.services.signing import scoped_salt

Address = tuple[str, str]  # kind of Identity, and the address in any spelling
LEAD = "lead"  # the kind of `itself`


def key_of(kind: str, value: str) -> str:
    """Under the key that signs today: for writing."""
    return keys_of(kind, value)[0]


def keys_of(kind: str, value: str) -> list[str]:
    """Under each key that ever signed here: for asking. A stop outlives the change of SECRET_KEY."""
    return list(keyed([(kind, value)]))


def keyed(addresses: Iterable[Address]) -> dict[str, Address]:
    """The same for many at once, each by its keys, those of one address in the order of `keys_of`."""
    salt = scoped_salt("leads.address")
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    begun = [salted_hmac(salt, "", secret=secret, algorithm="sha256") for secret in secrets]
    found = {}
    for kind, value in addresses:
        said = f"{kind}:{normal(kind, value)}".encode()
        for one in begun:
            sign = one.copy()
            sign.update(said)
            found[sign.hexdigest()] = (kind, value)
    return found


def itself(lead: int) -> Address:
    """A lead by its number: a stop of the person, which holds without an address and whatever becomes of theirs."""
    return LEAD, str(lead)


def normal(kind: str, value: str) -> str:
    """As leads.Identity compares it; what is no address stays as it was written."""
    if kind == LEAD:
        return value
    if kind == Identity.Kind.WHATSAPP:
        return value.strip()
    if kind == Identity.Kind.PHONE:
        return e164(value) or value.strip()
    return mail_box(value.strip()) or value.strip().lower()
