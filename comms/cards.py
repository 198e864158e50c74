"""What waits in the inbox, on the landing page (tenants.desk.landing)."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comms.models import Account
from comms.services.inbox import ALL, CLOSING, COUNTED, MINE, NOT_SENT, UNREAD, WAITING, has_own, numbers_of_the_day


class Number(NamedTuple):
    """`address`: the list that holds just these. `tone`: of the number, once there are any."""

    word: str
    shown: str
    address: str
    tone: str = ""


def day_card(request: HttpRequest) -> dict[str, Any] | None:
    """Nothing where nobody can write to the clinic yet."""
    found = numbers_of_the_day(request.user, now=timezone.now())
    if not any(found.values()) and not Account.objects.exclude(state=Account.State.OFF).exists():
        return None
    own = MINE if has_own(request.user) else ALL
    shown = {name: f"{COUNTED - 1}+" if number >= COUNTED else str(number) for name, number in found.items()}
    numbers = [
        Number(_("Unread"), shown[UNREAD], _list(tab=own, show=UNREAD)),
        Number(_("Waiting"), shown[WAITING], _list(tab=WAITING)),
        Number(_("Window closing"), shown[CLOSING], _list(tab=CLOSING), "warn" if found[CLOSING] else ""),
        Number(_("Not sent"), shown[NOT_SENT], _list(tab=ALL, show=NOT_SENT), "danger" if found[NOT_SENT] else ""),
    ]
    return {"numbers": numbers, "inbox": reverse("admin:inbox")}


def _list(**asked: str) -> str:
    return f"{reverse('admin:inbox')}?{urlencode(asked)}"
