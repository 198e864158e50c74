"""An urgent notice by another way, for whoever asked for that: a job for each, done at most once (F:C25)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from tenants.context import current_clinic
from tenants.notices.carriers import carrier_of
from tenants.notices.models import Notice
from tenants.notices.services.reading import told, told_several
from tenants.outbox.handlers import GiveUp
from tenants.outbox.services.enqueue import enqueue
from tenants.services import hosts

CARRY = "notices.carry"
WAITS = 0  # in Notice.carried
ALL = "/admin/notices/"


def carry_later(notice_id: int, names: Iterable[str], *, after: timedelta) -> None:
    """Part of the transaction that wrote the notice. What comes in bursts waits so long for others. A repeat, of
    whoever told the same at the same moment, makes nothing wait that has been brought."""
    names = list(names)
    if not names:
        return
    Notice.objects.filter(pk=notice_id, carried={}).update(carried=dict.fromkeys(names, WAITS))
    for name in names:
        about = {"carrier": name, "notice": notice_id}
        enqueue(kind=CARRY, key=key_of(name, notice_id), payload=about, due_at=timezone.now() + after)


def key_of(name: str, notice_id: int) -> str:
    return f"{CARRY}:{name}:{notice_id}"


def carry(about: Mapping[str, object]) -> None:
    """The headline in the reader's language and the way in, of several that wait how many they are; nothing when it
    was read, stands in another's message, or its reader has left."""
    rows = Notice.objects.select_related("user").filter(pk=about["notice"], user__is_active=True)
    notice, by = rows.first(), carrier_of(str(about["carrier"]))
    if notice is None or notice.was_read_later:
        return
    if by is None:
        raise GiveUp(f"There is no carrier {about['carrier']} any more.")
    together = _together(notice, by.name)
    if not together:
        return
    with translation.override(notice.user.language):
        words = told(notice).title if len(together) == 1 else told_several(notice, len(together))
    way_in = (notice.link or ALL) if len(together) == 1 else ALL
    by.send(notice.user, words, f"{hosts.address_of(current_clinic())}{way_in}")


@transaction.atomic
def _together(notice: Notice, name: str) -> Sequence[Notice]:
    """All of its kind that wait for this carrier to bring them to this person: each message costs. None of them
    when another's told it; a second try tells what the first did."""
    of_kind = Notice.objects.filter(user=notice.user_id, kind=notice.kind).order_by("pk")
    waiting = list(of_kind.filter(**{f"carried__{name}": WAITS}).select_for_update(no_key=True))
    notice.refresh_from_db(fields=["carried"])
    if notice.carried.get(name):
        return list(of_kind.filter(**{f"carried__{name}": notice.pk}))
    together = [one for one in waiting if not one.was_read_later]
    if notice not in together:  # read this moment: the others have jobs of their own
        return []
    for one in together:
        one.carried[name] = notice.pk
    Notice.objects.bulk_update(together, ["carried"])
    return together
