"""The conversation that a message belongs to: found, made, or put together of two."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from comms.models import Account, Channel, Conversation, Message
from comms.services.receiving.people import Writer
from comms.services.settling import refresh_failed
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.services.talking import hold_behind_people


def account_of(channel: str, external_id: str) -> Account:
    """Raises InvalidData when the clinic has no such account: the event is tried again, and given up for people.

    A clinic that sends as a service or by a name, or whose mailbox has another name than its sender, has one
    account of that way, and hears by it.
    """
    of_channel = Account.objects.filter(channel=channel)
    if found := of_channel.filter(external_id=external_id).first():
        return found
    others = list(of_channel.exclude(state=Account.State.OFF)[:2]) if channel != Channel.WHATSAPP else []
    if len(others) != 1:
        raise InvalidData(_("No account of this clinic has this number or address."))
    return others[0]


def find(account: Account, writer: Writer, answers: Sequence[str] = ()) -> Conversation | None:
    """By where they write from, by WhatsApp's id of them, or by the message of ours that they answer."""
    rows = Conversation.objects.filter(account=account)
    by_address = rows.filter(kind=writer.kind, address=writer.address).first()
    by_id = rows.filter(whatsapp_id=writer.user_id).order_by("pk").first() if writer.user_id else None
    if by_address and by_id and by_address != by_id:
        return join(by_address, by_id)
    return by_address or by_id or _answered(account, answers)


def _answered(account: Account, answers: Sequence[str]) -> Conversation | None:
    """Somebody writes from another address of theirs, or a companion does: the talk goes on where it was."""
    ours = Message.objects.filter(account=account, is_out=True, provider_id__in=answers)
    found = ours.select_related("conversation").order_by("-at").first() if answers else None
    return found.conversation if found else None


def begin(account: Account, writer: Writer, *, lead: int | None, at: datetime) -> Conversation:
    return Conversation.objects.create(
        account=account,
        channel=account.channel,
        kind=writer.kind,
        address=writer.address,
        whatsapp_id=writer.user_id,
        username=writer.username,
        name=writer.name,
        lead_id=lead,
        last_at=at,
    )


def join(stays: Conversation, goes: Conversation) -> Conversation:
    """The provider attests that both are one person: one thread, with all that was said in either.

    Of two leads each keeps its own: that they are one is for people to say. Part of the caller's transaction, which
    holds the people; the lead and both are held here, so that nothing is written to either meanwhile.
    """
    leads = {one.lead_id for one in (stays, goes)} - {None}
    for lead in Lead.objects.filter(pk__in=leads).order_by("pk"):
        hold_behind_people(lead)
    rows = Conversation.objects.filter(pk__in=[stays.pk, goes.pk]).order_by("pk").select_for_update(no_key=True)
    held = {one.pk: one for one in rows}
    if len(held) < 2 or len({one.lead_id for one in held.values()} - {None}) > 1:
        return held.get(stays.pk, stays)
    return _one_of(held[stays.pk], held[goes.pk])


def _one_of(stays: Conversation, goes: Conversation) -> Conversation:
    Message.objects.filter(conversation=goes).update(conversation=stays)
    latest = {name: _later(getattr(stays, name), getattr(goes, name)) for name in _MOMENTS}
    unanswered = [one for one in (stays.waiting_since, goes.waiting_since) if one]
    if goes.last_at > stays.last_at:
        for name in ("preview", "preview_kind", "preview_out"):
            setattr(stays, name, getattr(goes, name))
    goes.delete()
    stays.waiting_since = min(unanswered, default=None)
    stays.done_at = stays.done_at and goes.done_at
    stays.lead_id = stays.lead_id or goes.lead_id
    stays.arrival_id = stays.arrival_id or goes.arrival_id
    stays.whatsapp_id = stays.whatsapp_id or goes.whatsapp_id
    stays.username = stays.username or goes.username
    for name, moment in latest.items():
        setattr(stays, name, moment)
    stays.unread = F("unread") + goes.unread
    stays.save()
    refresh_failed(stays.pk)
    stays.refresh_from_db()
    return stays


_MOMENTS = ("last_at", "last_in_at", "last_out_at", "window_until")


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other
