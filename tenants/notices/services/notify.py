"""Telling members of staff something: a row behind the bell each, and a mail where that is wanted."""

import re
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from tenants.notices.mail import post
from tenants.notices.models import Notice, NoticeChoice
from tenants.notices.registry import NoticeKind, notice_kind_of
from tenants.notices.services.announce import announce_later
from tenants.notices.services.words import storable
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift, zone_of_clinic

NOTICE_MAIL, NOTICE_MAIL_ALWAYS = "notice", "notice_always"
_OWN_PATH = re.compile(r"/([^/\\\x00-\x1f\x7f][^\\\x00-\x1f\x7f]*)?")
_LONGEST_LINK = Notice._meta.get_field("link").max_length
_LONGEST_KEY = Notice._meta.get_field("key").max_length


@transaction.atomic
def notify(users: Iterable[User], kind: str, *, about: Mapping[str, str], link: str = "", key: str = "") -> None:
    """Write a notice for each active one of `users`, once for a kind and key; without a key always.

    `about` fills the slots of the kind's words and is cut to size. `link` is a path of this host. Raises
    LookupError for an unknown kind and ValueError for another link; both are mistakes of the caller.
    """
    known = notice_kind_of(kind)
    if known is None:
        raise LookupError(f"Nobody registered the notice kind {kind}.")
    if link and (not _OWN_PATH.fullmatch(link) or len(link) > _LONGEST_LINK):
        raise ValueError("A notice leads to a path of its own host.")
    people = {user.pk: user for user in users if user.is_active}
    key = (key or uuid.uuid4().hex)[:_LONGEST_KEY]
    chosen = _choices(known, people)
    told = _write(known, [pk for pk in people if any(chosen[pk])], chosen, storable(about), link, key)
    for user in _reachable(known, [people[pk] for pk in told if chosen[pk][1]]):
        name = NOTICE_MAIL_ALWAYS if known.always else NOTICE_MAIL
        post(name, {"notice": told[user.pk]}, key=f"{told[user.pk]}")
    announce_later([pk for pk in told if chosen[pk][0]])


def _write(
    known: NoticeKind,
    people: list[int],
    chosen: Mapping[int, tuple[bool, bool]],
    about: dict[str, str],
    link: str,
    key: str,
) -> dict[int, int]:
    """{user: notice} of those who did not know it yet. Where the bell is not wanted it counts as read."""
    now = timezone.now()
    had = set(Notice.objects.filter(user__in=people, kind=known.name, key=key).values_list("user_id", flat=True))
    fresh = [pk for pk in people if pk not in had]
    rows = [
        Notice(user_id=pk, kind=known.name, about=about, link=link, key=key, read_at=None if chosen[pk][0] else now)
        for pk in fresh
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = Notice.objects.filter(user__in=fresh, kind=known.name, key=key)
    return dict(written.values_list("user_id", "pk"))


def _choices(known: NoticeKind, people: Iterable[int]) -> dict[int, tuple[bool, bool]]:
    """{user: (bell, mail)}."""
    both = dict.fromkeys(people, (True, known.mail))
    if known.always:
        return both
    rows = NoticeChoice.objects.filter(user__in=list(both), kind=known.name)
    return both | {row.user_id: (row.bell, row.mail and known.mail) for row in rows}


def _reachable(known: NoticeKind, people: list[User]) -> list[User]:
    """Off shift the notice waits behind the bell and nobody's telephone rings."""
    if known.always or not people:
        return people
    prefetch_related_objects(people, "hours")
    now, zone = timezone.now(), zone_of_clinic()
    return [user for user in people if is_on_shift(user, now, clinics_zone=zone)]
