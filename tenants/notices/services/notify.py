"""Telling members of staff something: a row behind the bell each, and a mail where that is wanted."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from tenants.notices.mail import post
from tenants.notices.models import Notice
from tenants.notices.registry import NoticeKind, notice_kind_of
from tenants.notices.services.announce import announce_later
from tenants.notices.services.carrying import carry_later
from tenants.notices.services.choices import Ways, ways_of
from tenants.notices.services.gathering import WHILE
from tenants.notices.services.words import storable
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift, works_that_day, zone_of_clinic

NOTICE_MAIL, NOTICE_MAIL_ALWAYS = "notice", "notice_always"
_OWN_PATH = re.compile(r"/([^/\\\x00-\x1f\x7f][^\\\x00-\x1f\x7f]*)?")
_LONGEST_LINK = Notice._meta.get_field("link").max_length
_LONGEST_KEY = Notice._meta.get_field("key").max_length


@transaction.atomic
def notify(
    users: Iterable[User], kind: str, *, about: Mapping[str, str], link: str = "", key: str = "", mail: bool = True
) -> set[int]:
    """Write a notice for each active one of `users`, once for a kind and key; without a key always.

    `about` fills the slots of the kind's words and is cut to size. `link` is a path of this host. Without `mail`
    the bell alone has it. Returns by key whom it reaches in some way, those who want to hear of this kind, also
    when they knew it. Raises LookupError for an unknown kind and ValueError for another link; both are mistakes of
    the caller.
    """
    known = notice_kind_of(kind)
    if known is None:
        raise LookupError(f"Nobody registered the notice kind {kind}.")
    if link and (not _OWN_PATH.fullmatch(link) or len(link) > _LONGEST_LINK):
        raise ValueError("A notice leads to a path of its own host.")
    people = {user.pk: user for user in users if user.is_active}
    key = (key or uuid.uuid4().hex)[:_LONGEST_KEY]
    ways = {pk: chosen for pk, chosen in ways_of(known, people, mail=mail).items() if chosen.any}
    told = _write(known, ways, storable(about), link, key)
    _send(known, [people[pk] for pk in told], ways, told)
    announce_later([pk for pk in told if ways[pk].bell])
    return set(ways)


def _write(
    known: NoticeKind, ways: Mapping[int, Ways], about: dict[str, str], link: str, key: str
) -> dict[int, int]:
    """{user: notice} of those who did not know it yet. Where the bell is not wanted it counts as read."""
    now = timezone.now()
    had = set(Notice.objects.filter(user__in=ways, kind=known.name, key=key).values_list("user_id", flat=True))
    fresh = [pk for pk in ways if pk not in had]
    rows = [
        Notice(user_id=pk, kind=known.name, about=about, link=link, key=key, read_at=None if ways[pk].bell else now)
        for pk in fresh
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = Notice.objects.filter(user__in=fresh, kind=known.name, key=key)
    return dict(written.values_list("user_id", "pk"))


def _send(known: NoticeKind, people: list[User], ways: Mapping[int, Ways], told: Mapping[int, int]) -> None:
    """Off shift the notice waits behind the bell and nobody's telephone rings."""
    reachable = _reachable(known, [one for one in people if ways[one.pk].mail or ways[one.pk].carriers])
    mailed = [told[one.pk] for one in reachable if ways[one.pk].mail]
    if mailed:
        Notice.objects.filter(pk__in=mailed).update(by_mail=True)
    name = NOTICE_MAIL_ALWAYS if known.always else NOTICE_MAIL
    after = WHILE if known.comes_in_bursts else timedelta()
    for notice in mailed:
        post(name, {"notice": notice}, key=f"{notice}", after=after)
    for one in reachable:
        carry_later(told[one.pk], ways[one.pk].carriers, after=after)


def _reachable(known: NoticeKind, people: list[User]) -> list[User]:
    if known.always or not people:
        return people
    prefetch_related_objects(people, "hours")
    now, zone = timezone.now(), zone_of_clinic()
    at_work = works_that_day if known.of_the_day else is_on_shift
    return [user for user in people if at_work(user, now, clinics_zone=zone)]
