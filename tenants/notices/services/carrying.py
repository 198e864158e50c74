"""An urgent notice by another way, for whoever asked for that: a job for each, done at most once (F:C25)."""

from collections.abc import Iterable, Mapping

from django.utils import timezone, translation

from tenants.context import current_clinic
from tenants.notices.carriers import carrier_of
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.outbox.handlers import GiveUp
from tenants.outbox.services.enqueue import enqueue
from tenants.services import hosts

CARRY = "notices.carry"


def carry_later(notice_id: int, names: Iterable[str]) -> None:
    """Part of the transaction that wrote the notice."""
    for name in names:
        about = {"carrier": name, "notice": notice_id}
        enqueue(kind=CARRY, key=f"{CARRY}:{name}:{notice_id}", payload=about, due_at=timezone.now())


def carry(about: Mapping[str, object]) -> None:
    """The headline in the reader's language and the way in; nothing when it was read, or its reader has left."""
    rows = Notice.objects.select_related("user").filter(pk=about["notice"], user__is_active=True)
    notice, by = rows.first(), carrier_of(str(about["carrier"]))
    if notice is None or notice.was_read_later:
        return
    if by is None:
        raise GiveUp(f"There is no carrier {about['carrier']} any more.")
    with translation.override(notice.user.language):
        words = told(notice).title
    by.send(notice.user, words, f"{hosts.address_of(current_clinic())}{notice.link or '/admin/notices/'}")
