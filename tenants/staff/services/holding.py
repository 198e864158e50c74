"""People who stay what they are until the transaction ends."""

from collections.abc import Collection

from tenants.services.together import say
from tenants.staff.models import User

_HOLD = f"SELECT id FROM {User._meta.db_table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608


def hold_ahead(pks: Collection[int]) -> None:
    """Nobody closes their accounts or gives them another role from here on (H:A14).

    Inside `together` it leaves with the next question, which is answered once they are held: that one says what
    they are by then.
    """
    if pks:
        say(_HOLD, [sorted(pks)])
