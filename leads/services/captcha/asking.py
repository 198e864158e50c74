"""Asking whoever checks a token: not again and again when nobody answers, and holding nobody else up meanwhile."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from crm.lib.breaker import Breaker
from crm.lib.errors import ProviderAway, ProviderError
from leads.providers.captcha.base import LONGEST, Captcha, Question, Verdict
from leads.services.captcha.choosing import VENDORS
from tenants.keys.services.check import Key

PAUSE = 10.0  # seconds in which nobody of this process waits again for a vendor that did not answer
_breakers = {name: Breaker(pause=PAUSE) for name in VENDORS}


def verdict_on(token: object, captcha: Captcha, *, key: Key, address: str, now: datetime) -> Verdict:
    """What is no text, or too long a one, is asked about nowhere. Raises ProviderError when nobody could tell."""
    if not isinstance(token, str) or len(token) > LONGEST:
        return Verdict(False)
    question = Question(token, address, _hosts(key, captcha), now)
    return _by_vendor(captcha, question) if captcha.name in VENDORS else captcha.check(question)


def _by_vendor(captcha: Captcha, question: Question) -> Verdict:
    breaker = _breakers[captcha.name]
    if not breaker.may_ask():
        raise ProviderAway("did not answer a moment ago")
    _give_the_connection_back()
    try:
        verdict = captcha.check(question)
    except ProviderAway:
        breaker.failed()
        raise
    except ProviderError:
        breaker.answered()
        raise
    breaker.answered()
    return verdict


def _hosts(key: Key, captcha: Captcha) -> frozenset[str]:
    """Of the pages that the key stands in; in development also what the vendor's test keys answer."""
    hosts = {urlsplit(origin).hostname or "" for origin in key.origins}
    if settings.DEBUG and captcha.name in VENDORS:
        hosts.add(VENDORS[captcha.name].test_host)
    return frozenset(hosts)


def _give_the_connection_back() -> None:
    """While we wait for somebody else's server, others work with it."""
    if not connection.in_atomic_block:
        connection.close()
