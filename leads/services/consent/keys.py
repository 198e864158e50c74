"""An address as a keyed hash: equal for equal addresses of one clinic, useless anywhere else (H:G7, T11)."""

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
    said = f"{kind}:{normal(kind, value)}"
    return [
        salted_hmac(scoped_salt("leads.address"), said, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


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
