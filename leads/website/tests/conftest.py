from urllib.parse import urlencode

import pytest

from crm.testing.people import client_of, key_of
from leads.website.tests.plain import MARIO, PAGE, TYPE


@pytest.fixture
def key(clinic):
    return key_of(clinic, kind="site", origins=[PAGE])


@pytest.fixture
def send(clinic, key):
    """Sends the form as a page of `origin` does; fields of Mario's but for those that are given."""

    def sent(origin=PAGE, client=None, referer=None, accept=None, **fields):
        headers = {"Origin": origin, "Referer": referer, "Accept-Language": accept}
        told = {name: value for name, value in headers.items() if value is not None}
        body = urlencode({"key": key, **MARIO, **fields}, doseq=True)
        return (client or client_of(clinic)).post("/forms/lead", body, content_type=TYPE, headers=told)

    return sent
