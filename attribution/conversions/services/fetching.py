"""The clinic's own secret address, from which Google Ads fetches its files (INTEGRATIONS 8.1)."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from attribution.conversions.models import ConversionRules, Export
from attribution.conversions.models.export import Layout
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import LOCK, File, again, make_export
from attribution.conversions.services.neutral import THE_ROW, conversion_rules
from crm.lib.errors import NotThere
from tenants.services.locks import lock_names

# No hashed mail addresses or numbers at an address that anybody may have who knows it.
FETCHED = (Layout.GCLID, Layout.GBRAID, Layout.WBRAID, Layout.ADJUSTMENTS)
SAME = timedelta(hours=20)  # Google fetches once a day and may ask twice: until then it gets the same file
BYTES = 32


@transaction.atomic
def new_address(*, now: datetime) -> str:
    """Another secret, which is said here and never again; the one before holds no longer."""
    ConversionRules.objects.bulk_create([ConversionRules(pk=THE_ROW)], ignore_conflicts=True)
    row = ConversionRules.objects.select_for_update().get(pk=THE_ROW)
    secret = secrets.token_urlsafe(BYTES)
    row.fetch_hash, row.fetch_made_at = _digest(secret), now
    row.save()
    return secret


@transaction.atomic
def no_address() -> None:
    """Nothing can be fetched any more."""
    row = ConversionRules.objects.select_for_update().filter(pk=THE_ROW).first()
    if row is not None:
        row.fetch_hash, row.fetch_made_at = "", None
        row.save()


def is_known(secret: str) -> bool:
    """Compared in constant time, also where there is none."""
    kept = conversion_rules().fetch_hash
    return hmac.compare_digest(kept or _digest(secrets.token_hex(BYTES)), _digest(secret)) and bool(kept)


@transaction.atomic
def fetch(secret: str, layout: str, *, now: datetime) -> File:
    """The file of the day: whoever asks again within it gets the same bytes, and nothing more is marked. Raises
    NotThere for an unknown secret or file, InvalidData as `make_export`."""
    if layout not in FETCHED or not is_known(secret):
        raise NotThere
    lock_names([LOCK])
    made = Export.objects.filter(way=Export.Way.FETCHED, layout=layout, made_at__gt=now - SAME).first()
    if made is not None:
        return again(made)
    return make_export(Wish(layout), by=None, way=Export.Way.FETCHED, now=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
