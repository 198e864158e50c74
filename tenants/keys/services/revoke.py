from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from tenants.audit.services.record import record
from tenants.keys.models import ApiKey
from tenants.keys.services.living import locked
from tenants.keys.services.texts import ALPHABET
from tenants.services.routes import set_key_origins


def key_named(route: str) -> ApiKey:
    """The key with this public part. Raises InvalidData that does not repeat what was typed: it may be a secret."""
    found = ApiKey.objects.filter(route=route).first() if set(route) <= set(ALPHABET) else None
    if found is None:
        raise InvalidData(_("This clinic has no such key. Give its public part, as list_api_keys shows it."))
    return found


@transaction.atomic
def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """The key stops working within tenants.services.hosts.CACHE_SECONDS, a secret before it too.

    Revoking twice keeps the first time. Nothing brings it back.
    """
    row = locked(key)
    if row.revoked_at:
        return
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=now, previous_hash="", previous_until=None)
    set_key_origins(row.route, [])
    record("key.revoked", row, changes={"revoked_at": (None, now)})
