"""Somebody has read what a patient wrote."""

from django.db.models import QuerySet

from comms.models import Conversation
from comms.services import live
from comms.services.writing import WRITE
from tenants.staff.models import User


def read(pk: int, *, by: User) -> bool:
    """Nothing is unread any more; whether anything was. Only by who may answer: whoever looks on leaves it unread
    for them. `by` has been asked whether they see it."""
    if not by.has_perm(WRITE):
        return False
    return _count(Conversation.objects.visible_to(by).filter(pk=pk, unread__gt=0), pk, 0)


def unread(pk: int, *, by: User) -> bool:
    """To be looked at again, by them or a colleague."""
    if not by.has_perm(WRITE):
        return False
    return _count(Conversation.objects.visible_to(by).filter(pk=pk, unread=0), pk, 1)


def _count(rows: QuerySet[Conversation], pk: int, unread: int) -> bool:
    changed = rows.update(unread=unread)
    if changed:
        live.changed(pk)
    return bool(changed)
