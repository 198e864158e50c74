"""Whether somebody vouches that a person filled the form in, and each token once (F:T23).

An arrival is refused for a token that is missing or wrong, never because nobody could be asked: then it is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from crm.lib.errors import InvalidData, ProviderError
from leads.models import UsedChallenge
from leads.services.captcha.asking import verdict_on
from leads.services.captcha.choosing import captcha_called, chosen
from leads.services.captcha.telling import tell_admins
from tenants.keys.services.check import Key

log = structlog.get_logger(__name__)

FIELD = "captcha"
MISSING = "This form asks for a check against robots. Send what the check gave."
WRONG = "The check against robots failed, or was used before. Make it again."
KEPT = timedelta(hours=1)  # far longer than any token is good for


@dataclass(frozen=True)
class Vouched:
    """`held`: nobody could tell, so people decide. `stamp`: what `use` spends, in the transaction of the lead."""

    held: bool = False
    stamp: str = ""


def vouch(data: Mapping[str, object], *, key: Key, address: str, now: datetime, demanded: bool) -> Vouched:
    """Check the token that came with a form, if the current clinic has chosen a check and the key stands in a page.

    May wait for a vendor's server: call it outside a transaction. Raises InvalidData for a token that is missing or
    wrong. `demanded` is False for a form that was sent without JavaScript and could make no check: without a token
    it is held. `address` is the visitor's, or empty.
    """
    name = chosen() if key.is_site else ""
    if not name:
        return Vouched()
    try:
        captcha = captcha_called(name)
        token = data.get(FIELD) or data.get(captcha.field) or ""
        if not token and not demanded:
            return Vouched(held=True)
        if not token:
            raise InvalidData(MISSING, fields={FIELD: [MISSING]})
        verdict = verdict_on(token, captcha, key=key, address=address, now=now)
    except ProviderError as away:
        log.warning("captcha.away", provider=name, why=str(away), for_good=away.permanent)
        if away.permanent:
            tell_admins(name, now=now)
        return Vouched(held=True)
    if not verdict.passed:
        raise InvalidData(WRONG, fields={FIELD: [WRONG]})
    return Vouched(stamp=verdict.stamp)


def use(stamp: str, now: datetime) -> None:
    """Spend a token, inside the transaction that writes the lead. Raises InvalidData when it was spent before."""
    try:
        with transaction.atomic():
            UsedChallenge.objects.create(digest=stamp, used_at=now)
    except IntegrityError:
        raise InvalidData(WRONG, fields={FIELD: [WRONG]}) from None


def spent_long_ago(now: datetime) -> QuerySet[UsedChallenge]:
    """Whose tokens ran out meanwhile."""
    return UsedChallenge.objects.filter(used_at__lt=now - KEPT)
