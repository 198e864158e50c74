"""Who may make and change which keys (F:0.3): `visible_to` says which rows, this which kinds."""

from tenants.keys.models import ApiKey
from tenants.keys.permissions import SECRET
from tenants.staff.models import User


def kinds_for(user: User) -> list[str]:
    """The kinds of key that this person may make."""
    return list(ApiKey.Kind.values) if user.has_perm(SECRET) else [ApiKey.Kind.SITE]
