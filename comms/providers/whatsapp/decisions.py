"""What Meta decides about templates, numbers and accounts, as values of comms.providers.base (INTEGRATIONS 4.2).

Shapes of `account_update` and of templates: pywa 4.5.0's samples; of `phone_number_quality_update`: Meta's page of
2026-11-22. What says nothing about what may be sent is no news.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from comms.providers.base import AccountNews, News, Standing, TemplateNews
from crm.lib.shapes import items, mapping, moment, text

Value = Mapping[str, object]
_FAR = timedelta(days=3650)  # by which an end may lie ahead
_OF_EVENT = {
    "ACCOUNT_DELETED": Standing.CLOSED,
    "ACCOUNT_OFFBOARDED": Standing.CLOSED,
    "ACCOUNT_RECONNECTED": Standing.BACK,
    "ACCOUNT_VIOLATION": Standing.WARNED,
}
_OF_BAN = {
    "DISABLE": Standing.CLOSED,
    "SCHEDULE_FOR_DISABLE": Standing.WARNED,
    "REINSTATE": Standing.BACK,
}
# The gravest first; restrictions of calls and of new numbers keep no message back.
_OF_RESTRICTION = {
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": Standing.SILENCED,
    "RESTRICTED_BIZ_INITIATED_MESSAGING": Standing.RESTRICTED,
}
_OF_NUMBER = {
    "FLAGGED": Standing.FLAGGED,
    "UNFLAGGED": Standing.UNFLAGGED,
    "UPGRADE": Standing.LIMIT,
    "DOWNGRADE": Standing.LIMIT,
}
_TIER = re.compile(r"(?:TIER_)?(\d{1,6})(K?)", re.ASCII)


def template_state(account: str, value: Value, at: datetime) -> Iterator[News]:
    if state := text(value.get("event"), 40).upper():
        why = mapping(value.get("rejection_info")).get("reason") or mapping(value.get("other_info")).get("title")
        reason = text(why, 500) or text(value.get("reason"), 500)
        yield from _template(account, value, at, state=state, reason="" if reason == "NONE" else reason)


def template_quality(account: str, value: Value, at: datetime) -> Iterator[News]:
    yield from _template(account, value, at, quality=text(value.get("new_quality_score"), 20).upper())


def template_category(account: str, value: Value, at: datetime) -> Iterator[News]:
    """One that is only announced, `correct_category`, is told again when it holds."""
    yield from _template(account, value, at, category=text(value.get("new_category"), 20).upper())


def _template(account: str, value: Value, at: datetime, **said: str) -> Iterator[News]:
    name, language = text(value.get("message_template_name"), 512), text(value.get("message_template_language"), 20)
    if name and any(said.values()):
        yield TemplateNews(account, name, language, at, **said)


def account_standing(account: str, value: Value, at: datetime) -> Iterator[News]:
    """Of the whole business account."""
    event = text(value.get("event"), 60)
    if event == "ACCOUNT_RESTRICTION":
        yield from _restriction(account, value, at)
    elif event == "DISABLED_UPDATE":
        state = text(mapping(value.get("ban_info")).get("waba_ban_state"), 40)
        if standing := _OF_BAN.get(state):
            yield AccountNews(account, standing, at, code=state)
    elif standing := _OF_EVENT.get(event):
        violation = text(mapping(value.get("violation_info")).get("violation_type"), 40)
        yield AccountNews(account, standing, at, code=violation or event)


def _restriction(account: str, value: Value, at: datetime) -> Iterator[News]:
    told = {text(one.get("restriction_type"), 80): one for one in items(value.get("restriction_info"))}
    if name := next((name for name in _OF_RESTRICTION if name in told), ""):
        ends = moment(told[name].get("expiration"), at + _FAR)
        until = None if ends == at + _FAR else ends
        yield AccountNews(account, _OF_RESTRICTION[name], at, until=until, code="ACCOUNT_RESTRICTION")


def number_standing(account: str, value: Value, at: datetime) -> Iterator[News]:
    """Of one number: how patients take its messages, and to how many people it may write first on one day."""
    event = text(value.get("event"), 40)
    if standing := _OF_NUMBER.get(event):
        limit = value.get("max_daily_conversations_per_business") or value.get("current_limit")
        tier = _TIER.fullmatch(text(limit, 40))
        a_day = int(tier[1]) * (1000 if tier[2] else 1) if tier else None
        ours = text(value.get("display_phone_number"), 40)
        yield AccountNews(account, standing, at, number=ours, code=event, a_day=a_day)
