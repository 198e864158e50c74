"""What a browser shows beside an open page: new notices of a few kinds, on shift only, several as one (F:W12)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from tenants.notices.models import Notice
from tenants.notices.registry import notice_kinds
from tenants.notices.services.reading import told, told_several
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift

ONE_BY_ONE = 3
MOST = 100


@dataclass(frozen=True)
class Shown:
    """`address` is a path of this host."""

    id: int
    title: str
    address: str


@dataclass(frozen=True)
class OnScreen:
    """`last` is what `after` has to be the next time."""

    last: int
    shown: tuple[Shown, ...]


def on_screen(user: User, after: str, *, now: datetime) -> OnScreen:
    """Unread ones that came after that notice; none for whoever asks the first time, or is off shift."""
    kinds = [kind.name for kind in notice_kinds() if kind.on_screen]
    rows = Notice.objects.visible_to(user).filter(kind__in=kinds).order_by()
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    if not (after.isascii() and after.isdigit() and len(after) < 19) or not is_on_shift(user, now):
        return OnScreen(last, ())
    new = list(rows.unread().filter(pk__gt=int(after), pk__lte=last).order_by("pk")[:MOST])
    home = reverse("admin:notices")
    if len(new) > ONE_BY_ONE:
        return OnScreen(last, (Shown(last, told_several(new[-1], len(new)), home),))
    return OnScreen(last, tuple(Shown(one.pk, told(one).title, one.link or home) for one in new))
