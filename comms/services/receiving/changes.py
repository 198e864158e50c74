"""What providers change by themselves: somebody's number or id."""

from datetime import datetime

from comms.models import Account, Conversation
from comms.providers.base import AddressChange
from comms.services import live
from comms.services.holding import hold_conversation
from comms.services.receiving.conversations import join
from comms.services.receiving.people import Writer, addresses_of, writer_of
from leads.services.consent import stops_of, suppress
from leads.services.matching import lock_people
from leads.services.talking import hold_behind_people, holder_of, learn


def move(news: AddressChange, channel: str, *, now: datetime) -> None:
    """The same person, with another number or id: their lead is known by it, too, and the talk goes on there.

    What they stopped stays stopped under the new one. History stays where it is.
    """
    before, after = writer_of(news.before, channel), writer_of(news.after, channel)
    if before is None or after is None:
        return
    lock_people([*before.contacts, *after.contacts])
    lead = holder_of(before.contacts)
    if lead is not None:
        lead = hold_behind_people(lead)
        learn(lead, after.contacts, now=now)
    _carry_stops(before, after, now=now)
    account = Account.objects.filter(channel=channel, external_id=news.account).first()
    rows = Conversation.objects.filter(account=account, kind=before.kind, address=before.address)
    talk = rows.values_list("pk", flat=True).first()
    if talk and (held := hold_conversation(talk)):
        _move_talk(held, after)


def _carry_stops(before: Writer, after: Writer, *, now: datetime) -> None:
    old, new = addresses_of(before.contacts), addresses_of(after.contacts)
    for stops in stops_of(old).values():
        for stop in stops:
            about = {"reason": stop.reason, "source": stop.source, "channel": stop.channel, "purpose": stop.purpose}
            suppress(new, by=None, now=now, **about)


def _move_talk(talk: Conversation, after: Writer) -> None:
    rows = Conversation.objects.filter(account=talk.account_id, kind=after.kind, address=after.address)
    if there := rows.exclude(pk=talk.pk).first():
        talk = join(there, talk)
    else:
        talk.kind, talk.address = after.kind, after.address
        talk.whatsapp_id = after.user_id or talk.whatsapp_id
        talk.save()
    live.changed(talk.pk)
