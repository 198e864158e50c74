from collections.abc import Sequence

from django.db import transaction

from tenants.keys.models import ApiKey
from tenants.keys.services.fields import read_name, read_origins, read_per_hour
from tenants.keys.services.living import living
from tenants.services.routes import set_key_origins


@transaction.atomic
def change_key(key: ApiKey, *, name: str, origins: Sequence[str], per_hour: int) -> ApiKey:
    """Give the key another name, other pages, another limit; works within tenants.services.hosts.CACHE_SECONDS.

    Raises InvalidData by field, and for a revoked key. What is as it was is not written.
    """
    row = living(key)
    wanted = {
        "name": read_name(name),
        "origins": read_origins(row.kind, origins),
        "per_hour": read_per_hour(per_hour),
    }
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    if changed:
        for field in changed:
            setattr(row, field, wanted[field])
        row.save(update_fields=changed)
    if "origins" in changed:
        set_key_origins(row.route, row.origins)
    return row
