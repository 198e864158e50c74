"""A page's door, with its token of this moment: encrypted for this clinic alone, taken out for a call (F:T15)."""

from django.conf import settings

from attribution.meta_leads.models import Connection
from attribution.meta_leads.services.own_app import App, app_of
from attribution.providers.meta_leads.base import LeadPages, MetaRefused, Trouble
from attribution.providers.meta_leads.client import MetaPages
from crm.lib import secretbox
from tenants.context import current_clinic

SHOWN = 4  # the last signs of a token


def seal(connection: Connection, token: str) -> None:
    """Into the row, which the caller saves."""
    connection.sealed = secretbox.lock(token.encode(), settings.FIELD_ENCRYPTION_KEYS, owner=_owner())
    connection.ending = token[-SHOWN:]


def pages_of(connection: Connection) -> LeadPages:
    """Raises MetaRefused when no key of ours opens its token, or the app that made it was taken away."""
    try:
        plain = secretbox.unlock(bytes(connection.sealed), settings.FIELD_ENCRYPTION_KEYS, owner=_owner())
    except secretbox.InvalidToken:
        raise MetaRefused(Trouble.DEAD_TOKEN, code="sealed") from None
    return pages_with(plain.decode(), app_of(connection.app_id), connection.page_id)


def pages_with(token: str, app: App, page_id: str = "") -> LeadPages:
    """Where Meta answers is of the environment alone (H:W9)."""
    return MetaPages(settings.META_BASE_URL, token, app.id, app.secret, page_id)


def _owner() -> str:
    return str(current_clinic().uuid)
