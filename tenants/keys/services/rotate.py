"""Another secret under the same public part."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData
from tenants.audit.services.record import record
from tenants.keys.models import ApiKey
from tenants.keys.services.living import living
from tenants.keys.services.texts import digest, new_text

OVERLAPS = (timedelta(0), timedelta(hours=24), timedelta(days=7))


@transaction.atomic
def rotate_key(key: ApiKey, *, overlap: timedelta, now: datetime, version: str = "") -> str:
    """The new text. The old one works on for `overlap`, one of OVERLAPS; with none it is refused within
    tenants.services.hosts.CACHE_SECONDS. A second rotation ends what the first left working.

    Raises InvalidData for a revoked key and for another overlap, and Conflict when `version` is given and is not
    that of the present secret: somebody else was quicker, or the form was sent twice.
    """
    if overlap not in OVERLAPS:
        said = _("The old key works on for no time, 24 hours or 7 days.")
        raise InvalidData(said, fields={"overlap": [said]})
    row = living(key)
    if version and version != version_of(row):
        raise Conflict(_("This key got a new secret meanwhile. Nothing was changed now."))
    text, until = new_text(row.kind, row.route), now + overlap if overlap else None
    ApiKey.objects.filter(pk=row.pk).update(
        secret_hash=digest(text),
        previous_hash=row.secret_hash if overlap else "",
        previous_until=until,
        text=text if row.is_site else "",
    )
    told = {"secret_hash": ("", ""), "previous_until": (row.previous_until, until)}
    record("key.rotated" if overlap else "key.renewed", row, changes=told)
    return text


def version_of(key: ApiKey) -> str:
    """Which secret a key has, without telling anything of it."""
    return digest(f"version {key.secret_hash}")[:16]


def renew_key(key: ApiKey, *, now: datetime) -> str:
    """The same without an overlap: whoever has the old text is refused."""
    return rotate_key(key, overlap=OVERLAPS[0], now=now)
