"""The secret that signs what an own system is told: made here, shown once, encrypted for this clinic alone."""

from django.conf import settings

from comms.outbound.models import Connector
from comms.providers.base import Refused, Trouble
from comms.providers.own_system.signing import new_secret
from crm.lib import secretbox
from tenants.context import current_clinic


def give_secret(connector: Connector) -> str:
    """A new one for this row, which the caller saves; the text is returned this once."""
    text = new_secret()
    connector.sealed = secretbox.lock(text.encode(), settings.FIELD_ENCRYPTION_KEYS, owner=_owner())
    return text


def secret_of(connector: Connector) -> str:
    """Raises Refused when no key of ours opens it."""
    try:
        return secretbox.unlock(bytes(connector.sealed), settings.FIELD_ENCRYPTION_KEYS, owner=_owner()).decode()
    except secretbox.InvalidToken:
        raise Refused(Trouble.OTHER, code="broke") from None


def _owner() -> str:
    return str(current_clinic().uuid)
