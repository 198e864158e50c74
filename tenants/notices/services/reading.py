"""What somebody was told, in their words, and what of it they have read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenants.notices.models import Notice
from tenants.notices.registry import notice_kind_of
from tenants.notices.services.words import filled
from tenants.staff.models import User

MOST_SHOWN = 99


@dataclass(frozen=True)
class Told:
    """A notice in the language that is active."""

    id: int
    kind: str
    title: str
    body: str
    icon: str
    link: str
    created_at: datetime
    is_read: bool


def told(notice: Notice) -> Told:
    """Its words; a neutral line for a kind that the code no longer knows."""
    kind = notice_kind_of(notice.kind)
    title, body, icon = (kind.title, kind.body, kind.icon) if kind else (_("News"), "", "notifications")
    return Told(
        notice.pk,
        notice.kind,
        filled(title, notice.about),
        filled(body, notice.about),
        icon,
        notice.link,
        notice.created_at,
        notice.read_at is not None,
    )


def told_several(notice: Notice, number: int) -> str:
    """The headline of `number` of its kind, in the language that is active."""
    kind = notice_kind_of(notice.kind)
    if kind and kind.several:
        return filled(kind.several, {"number": number})
    label = filled(kind.label, {}) if kind else told(notice).title
    return _("%(number)s times: %(what)s") % {"number": number, "what": label}


def unread_count(user: User) -> int:
    """How many, at most MOST_SHOWN + 1: the bell says "99+" beyond."""
    return Notice.objects.visible_to(user).unread().order_by()[: MOST_SHOWN + 1].count()


def read_one(user: User, notice_id: int, *, now: datetime) -> Notice | None:
    """Mark one of one's own as read; None when it is not there or not one's own. Reading twice changes nothing."""
    notice = Notice.objects.visible_to(user).filter(pk=notice_id).first()
    if notice and notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
    return notice


def read_many(user: User, notice_ids: list[int] | None, *, now: datetime) -> int:
    """Mark these of one's own as read, or with None all of them; returns how many were unread."""
    rows = Notice.objects.visible_to(user).unread()
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=now)
