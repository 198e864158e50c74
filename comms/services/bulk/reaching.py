"""Where each of many leads is written to on a channel: their conversation, or the address of a new one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from comms.models import Account, Channel, Conversation
from leads.models import Identity, Lead
from tenants.services.copying import Written, copy_in
from tenants.services.keys_ahead import draw_keys

KINDS: Mapping[str, str] = {
    Channel.WHATSAPP: Conversation.Kind.PHONE,
    Channel.SMS: Conversation.Kind.PHONE,
    Channel.MAIL: Conversation.Kind.EMAIL,
}

SHOWN = ("preview", "preview_kind", "preview_out")  # what lists tell of the newest message
ASKED = ("lead", "account", "channel", "kind", "address", "language", "last_in_at")
WRITTEN = ("id", "lead_id", "account_id", "channel", "kind", "address", "language", "last_at", *SHOWN, "labels")
NO_LABELS = Written("{}")


@dataclass(frozen=True)
class Reached:
    """`talks` by lead, not yet saved where nobody ever wrote; `taken` are leads whose only address is already
    talked to as somebody else's."""

    talks: Mapping[int, Conversation]
    taken: frozenset[int]


def reach(leads: Collection[Lead], account: Account, *, now: datetime) -> Reached:
    """The newest conversation of each on this account, else one by the first address that works, with a key for a
    link that stands in its first message. Three queries; the leads come with their identities."""
    pks = [lead.pk for lead in leads]
    rows = Conversation.objects.filter(lead__in=pks, account=account).order_by("lead_id", "-last_at", "-pk")
    talks = {row.lead_id: row for row in rows.only(*ASKED).distinct("lead_id")}
    for talk in talks.values():
        talk.account = account
    addresses = {lead.pk: found for lead in leads if lead.pk not in talks and (found := _address(lead, account))}
    kind = KINDS[account.channel]
    known = Conversation.objects.filter(account=account, kind=kind, address__in=set(addresses.values()))
    taken = set(known.values_list("address", flat=True)) if addresses else set()
    free = [lead for lead in leads if lead.pk in addresses and addresses[lead.pk] not in taken]
    keys = draw_keys(Conversation, len(free)) if free else []
    fresh = {
        lead.pk: Conversation(
            pk=key,
            lead=lead,
            account=account,
            channel=account.channel,
            kind=kind,
            address=addresses[lead.pk],
            language=lead.language,
            last_at=now,
        )
        for lead, key in zip(free, keys, strict=True)
    }
    return Reached(talks | fresh, frozenset(pk for pk, address in addresses.items() if address in taken))


def begin_new(talks: Iterable[Conversation]) -> None:
    """Save those that are new. Part of the caller's transaction, which holds their leads."""
    fresh = [talk for talk in talks if talk._state.adding]
    if fresh:
        columns = attrgetter(*WRITTEN[:-1])
        copy_in(Conversation, WRITTEN, ((*columns(talk), NO_LABELS) for talk in fresh))
    for talk in fresh:
        talk._state.adding = False


def _address(lead: Lead, account: Account) -> str:
    kind = Identity.Kind.EMAIL if account.channel == Channel.MAIL else Identity.Kind.PHONE
    return next((one.value for one in lead.identities.all() if one.kind == kind and one.is_valid), "")
