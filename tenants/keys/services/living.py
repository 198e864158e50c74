from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from tenants.keys.models import ApiKey


def locked(key: ApiKey) -> ApiKey:
    """The key as it is now, for this transaction alone; two who change it come one after the other."""
    return ApiKey.objects.select_for_update().get(pk=key.pk)


def living(key: ApiKey) -> ApiKey:
    """The same. Raises InvalidData for a revoked one, which never works again."""
    row = locked(key)
    if row.revoked_at:
        raise InvalidData(_("This key was revoked and never works again. Make a new one."))
    return row
