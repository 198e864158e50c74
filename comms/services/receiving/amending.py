"""A message that its writer changed or took back: the same row, whichever of the two is told first (H:W3).

The row is named by the id of what was said; whoever changes it or takes it back names that id. Told before the
message itself, the change holds its place, as `about["type"]` says, until the message comes.
"""

from collections.abc import Mapping
from datetime import datetime

from comms.models import Account, Message
from comms.providers.base import Incoming

EDIT, REVOKE = "edit", "revoke"
CHANGES = {EDIT, REVOKE}
TYPE = "type"  # in Message.about: the provider's word for what we have no kind of
Wording = tuple[datetime, str]


def amends(news: Incoming) -> bool:
    """Whether it is about something said before, and names it."""
    return news.kind in CHANGES and bool(news.reply_to)


def said_id(news: Incoming) -> str:
    """The provider's name of what was said."""
    return (news.reply_to[0] if amends(news) else news.provider_id)[:255]


def said_before(account: Account, news: Incoming) -> Message | None:
    """The row of what it says, or is about."""
    return Message.objects.filter(account=account, provider_id=said_id(news)).first()


def is_repeat(message: Message, news: Incoming) -> bool:
    """Whether `message` says all of it already: it does not where it holds the place of just this."""
    return news.kind in CHANGES or message.about.get(TYPE) not in CHANGES


def place(news: Incoming) -> Mapping[str, object]:
    """The columns of a row that begins with the change."""
    return {"edited_at": news.at} if news.kind == EDIT else {"revoked_at": news.at}


def fill(message: Message, columns: Mapping[str, object]) -> None:
    """The message itself has come. The caller holds the row, and saves it."""
    held = _wordings(message) if message.edited_at else []
    for name, value in columns.items():
        setattr(message, name, value)
    message.earlier, message.edited_at = [], None
    _reword(message, held)


def is_new_wording(message: Message, news: Incoming) -> bool:
    return news.kind == EDIT and (news.at, news.body) not in _wordings(message)


def amend(message: Message, news: Incoming) -> bool:
    """Whether that is new. Safe to repeat and to reorder; the caller holds the row, and saves it."""
    return _take_back(message, news.at) if news.kind == REVOKE else _reword(message, [(news.at, news.body)])


def _take_back(message: Message, at: datetime) -> bool:
    was = message.revoked_at
    message.revoked_at = min(was, at) if was else at
    return message.revoked_at != was


def _reword(message: Message, more: list[Wording]) -> bool:
    known = _wordings(message)
    every = sorted({*known, *more})
    if every == known:
        return False
    message.earlier = [[at.isoformat(), body] for at, body in every[:-1]]
    message.edited_at, message.body = every[-1]
    return True


def _wordings(message: Message) -> list[Wording]:
    """The oldest first."""
    earlier = [(datetime.fromisoformat(at), body) for at, body in message.earlier]
    if message.about.get(TYPE) == REVOKE and not message.edited_at:
        return earlier  # nothing of it was told but that it is taken back
    return [*earlier, (message.edited_at or message.at, message.body)]
