"""What a provider says of an account of the clinic's: warned, restricted, closed, in use again (INTEGRATIONS 4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from comms.models import Account
from comms.providers.base import AccountNews, Standing, Trouble
from comms.services import accounts, telling
from comms.services.as_of import is_newer
from tenants.audit.services.record import record

FLAG, LIMIT, STANDING = "flag", "limit", "standing"  # news of one do not make those of another old
ASPECTS = {Standing.FLAGGED: FLAG, Standing.UNFLAGGED: FLAG, Standing.LIMIT: LIMIT}
# How long messages to many wait when they do not say so. A flag is lifted, or the limit falls, within a week.
SPARED: Mapping[str, timedelta] = {
    Standing.FLAGGED: timedelta(days=7),
    Standing.WARNED: accounts.NO_BULK,
    Standing.RESTRICTED: accounts.NO_BULK,
}
GRAVEST = (Standing.SILENCED, Standing.RESTRICTED, Standing.FLAGGED, Standing.WARNED)


def hear(news: AccountNews, channel: str, *, now: datetime) -> int:
    """To how many accounts it was news. Safe to repeat and to reorder; part of the caller's transaction."""
    aspect = ASPECTS.get(news.standing, STANDING)
    more = {"until": news.until.isoformat() if news.until else "", "code": news.code[:40]}
    rows = Account.objects.filter(channel=channel).exclude(kind=Account.PERSONAL).exclude(state=Account.State.OFF)
    changed = 0
    for account in rows.select_for_update().order_by("pk"):
        if _is_about(account, news) and is_newer(account, aspect, news.standing, at=news.at, **more):
            _follow(account, aspect, news, now)
            changed += 1
    return changed


def _is_about(account: Account, news: AccountNews) -> bool:
    """One business may have several numbers, of several clinics; where we do not know ours by heart it is meant."""
    ours = _digits(account.shown)
    return not news.number or not ours or ours == _digits(news.number)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdecimal())


def _follow(account: Account, aspect: str, news: AccountNews, now: datetime) -> None:
    """What was said last of each aspect decides, and nothing else: so no order of news leads elsewhere."""
    was = account.concern
    account.a_day = news.a_day if news.a_day is not None or aspect == LIMIT else account.a_day
    if aspect != LIMIT:
        _weigh(account)
    if aspect == STANDING:
        account.paused_until = news.until if news.standing == Standing.SILENCED else None
    account.save()
    if account.concern and account.concern != was:
        record("account.concern", account, note=account.concern)
        telling.tell_of_concern(account, at=news.at)
    _open_or_close(account, news, now)


def _weigh(account: Account) -> None:
    """The gravest of what was said last, and until when messages to many wait for any of it."""
    said = {one["said"]: one for name, one in account.as_of.items() if name != LIMIT}
    account.concern = next((one for one in GRAVEST if one in said), "")
    account.concern_code = said[account.concern]["code"] if account.concern else ""
    ends = [_end_of(one) for name, one in said.items() if name in SPARED]
    account.no_bulk_until = max(ends, default=None)


def _end_of(told: Mapping[str, str]) -> datetime:
    if told["until"]:
        return datetime.fromisoformat(told["until"])
    return datetime.fromisoformat(told["at"]) + SPARED[told["said"]]


def _open_or_close(account: Account, news: AccountNews, now: datetime) -> None:
    """Silenced without an end it stands still, for nobody would know when to try. Being back mends nothing of an
    account that stands still for its keys."""
    is_endless = news.standing == Standing.SILENCED and news.until is None
    if news.standing == Standing.CLOSED or is_endless:
        accounts.stand_still(account, Trouble.ACCOUNT, news.code, now=news.at)
    elif news.standing == Standing.BACK and account.trouble == Trouble.ACCOUNT:
        accounts.open_up(account, now=now)
