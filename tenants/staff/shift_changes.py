"""Who wants to know that somebody used the switch of their shift: the floors above, in `apps.ready()`."""

from collections.abc import Callable
from datetime import datetime

from tenants.staff.models import User

# Called with the person and the time, in the transaction of the switch.
shift_changes: list[Callable[[User, datetime], None]] = []
