"""Why nobody stands in a list, and what to do about it (LOOK 12)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from comms.admin.inbox.asking import Asked
from comms.models import Account
from comms.services.inbox import ALL
from tenants.desk.first_steps import first_steps


@dataclass(frozen=True)
class Empty:
    """`is_connected`: a channel is; `is_filtered`: a filter hides them; `others`: how many stand in other tabs."""

    is_connected: bool
    is_filtered: bool
    others: int
    steps: Any


def why_empty(request: HttpRequest, asked: Asked, numbers: dict[str, int]) -> Empty:
    is_connected = Account.objects.exclude(state=Account.State.OFF).exists()
    steps = None if is_connected else first_steps(request)
    others = max((number for tab, number in numbers.items() if tab != asked.tab), default=0)
    return Empty(is_connected, asked.is_narrowed, numbers.get(ALL, others), steps)
