"""Until when free text may be written, by channel: one table, one pure function (F 3.2, H:G8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from comms.models.channel import Channel


@dataclass(frozen=True)
class Rule:
    """Counted from the patient's last message. `tagged` is how long a person of the clinic may go on answering with
    the platform's tag for that; templates may go at any time where `has_templates`."""

    free: timedelta
    tagged: timedelta | None = None
    has_templates: bool = False


DAY = timedelta(hours=24)
# WhatsApp: INTEGRATIONS 4.2. The other three have no adapter yet (F 3). A channel without a rule is always open.
RULES: Mapping[str, Rule] = {
    Channel.WHATSAPP: Rule(DAY, has_templates=True),
    Channel.MESSENGER: Rule(DAY, tagged=timedelta(days=7)),
    Channel.INSTAGRAM: Rule(DAY, tagged=timedelta(days=7)),
    Channel.TIKTOK: Rule(timedelta(hours=48)),
}


class Talk(Protocol):
    """What of a conversation decides: its channel, and when the patient last wrote, by the message's own clock."""

    channel: str
    last_in_at: datetime | None


@dataclass(frozen=True)
class Window:
    """Whether free text may go now. `until` is when it closes, or when it closed; None: it never does, or nobody
    ever wrote. `needs_tag`: only a person may write, with the platform's tag."""

    is_open: bool
    until: datetime | None = None
    needs_tag: bool = False
    takes_templates: bool = False


def channel_window(conversation: Talk, now: datetime) -> Window:
    """The window at `now` (aware). The instant at which it closes is closed (23:59 open, 24:01 not)."""
    rule = RULES.get(conversation.channel)
    if rule is None:
        return Window(is_open=True)
    last = conversation.last_in_at
    if last is None:
        return Window(is_open=False, takes_templates=rule.has_templates)
    free = last + rule.free
    if now < free:
        return Window(is_open=True, until=free, takes_templates=rule.has_templates)
    tagged = last + rule.tagged if rule.tagged else None
    if tagged and now < tagged:
        return Window(is_open=True, until=tagged, needs_tag=True)
    return Window(is_open=False, until=tagged or free, takes_templates=rule.has_templates)


def closes_at(channel: str, last_in_at: datetime | None) -> datetime | None:
    """For the column that lists sort by: when free text closes; None where it never does."""
    rule = RULES.get(channel)
    return last_in_at + rule.free if rule and last_in_at else None
