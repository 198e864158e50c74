"""A notice by mail: its title and a way in; several of a kind are one letter."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.context import current_clinic
from tenants.notices.mail import Mail, letter
from tenants.notices.models import Notice
from tenants.notices.registry import notice_kind_of
from tenants.notices.services.gathering import told_in_letter_of
from tenants.notices.services.reading import told, told_several
from tenants.notices.services.words import filled
from tenants.services import hosts
from tenants.staff.services.shifts import zone_named, zone_of_clinic

MOST_LINES = 10


def build(about: Mapping[str, object]) -> Mail | None:
    """None when it was read meanwhile, stands in another letter, or its reader has left."""
    notice = _of(about)
    if notice is None or notice.was_read_later:
        return None
    together = told_in_letter_of(notice)
    if not together:
        return None
    return _mail(notice) if len(together) == 1 else _mail_of_several(notice, together)


def build_always(about: Mapping[str, object]) -> Mail | None:
    """Also when it was read, and always by itself."""
    notice = _of(about)
    return _mail(notice) if notice else None


def _of(about: Mapping[str, object]) -> Notice | None:
    return Notice.objects.select_related("user").filter(pk=about["notice"], user__is_active=True).first()


def _mail(notice: Notice) -> Mail:
    user, home = notice.user, hosts.address_of(current_clinic())
    with translation.override(user.language):
        title, numbers, small = told(notice).title, _numbers(notice), [_choices(home)]
    return letter(
        user.email,
        language=user.language,
        subject=title,
        paragraphs=[] if numbers else [gettext_lazy("Open Bridgework to see more.")],
        numbers=numbers,
        button=(gettext_lazy("Open"), f"{home}{_way_in(notice)}"),
        small=small,
    )


def _mail_of_several(notice: Notice, together: Sequence[Notice]) -> Mail:
    """How many, and a line with a way in for each of the newest."""
    user, home = notice.user, hosts.address_of(current_clinic())
    zone = zone_named(user.time_zone or zone_of_clinic())
    with translation.override(user.language):
        subject = told_several(notice, len(together))
        newest = reversed(together[-MOST_LINES:])
        lines = [(f"{_clock(one, zone)} {told(one).title}", f"{home}{_way_in(one)}") for one in newest]
        small = [_choices(home)]
    return letter(
        user.email,
        language=user.language,
        subject=subject,
        lines=lines,
        button=(gettext_lazy("See all"), f"{home}/admin/notices/"),
        small=small,
    )


def _clock(notice: Notice, zone: ZoneInfo) -> str:
    return date_format(notice.created_at.astimezone(zone), "TIME_FORMAT")


def _way_in(notice: Notice) -> str:
    return notice.link or "/admin/notices/"


def _numbers(notice: Notice) -> list[tuple[str, str]]:
    kind = notice_kind_of(notice.kind)
    return [(filled(words, {}), str(notice.about.get(slot, ""))) for slot, words in kind.numbers] if kind else []


def _choices(home: str) -> str:
    return _("Choose which notices are mailed to you: %(address)s") % {"address": f"{home}/admin/notices/choices/"}
