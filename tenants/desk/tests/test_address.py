"""Through proxies of ours a request has its sender's address, and a stranger cannot choose one (H:N1, N2)."""

import ipaddress

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from crm.testing.people import PASSWORD, client_of
from tenants.desk.address import client_address

PROXY, MARIO, IDA = "192.0.2.1", "198.51.100.7", "2001:db8::7"
ADDRESSES = st.ip_addresses().map(str)
WORDS = st.lists(st.one_of(ADDRESSES, st.text(max_size=40))).map(",".join)


def asked(passed: str | None, *, proxies: int = 1, connected: str = PROXY) -> str | None:
    headers = {} if passed is None else {"HTTP_X_FORWARDED_FOR": passed}
    with override_settings(TRUSTED_PROXIES=proxies):
        return client_address(RequestFactory().get("/", REMOTE_ADDR=connected, **headers))


@pytest.mark.parametrize(
    ("passed", "proxies", "found"),
    [
        (MARIO, 0, PROXY),
        (MARIO, 1, MARIO),
        (f"{IDA}, {MARIO}", 1, MARIO),
        (f"{IDA}, {MARIO}, 192.0.2.2", 2, MARIO),
        (f"{MARIO}:5123", 1, MARIO),
        (f"[{IDA}]:443", 1, IDA),
        (f"::ffff:{MARIO}", 1, MARIO),
        ("fe80::1%eth0", 1, "fe80::1"),
        (None, 1, PROXY),
        (MARIO, 2, PROXY),
        ("unknown", 1, PROXY),
        (f"{MARIO},", 1, PROXY),
        ("198.51.100.7\0", 1, PROXY),
        ("198.51.100.007", 1, PROXY),
    ],
)
def test_it_is_the_entry_that_the_outermost_of_our_proxies_wrote(passed, proxies, found):
    assert asked(passed, proxies=proxies) == found


def test_ten_thousand_entries_are_one_of_ours_and_the_rest_a_strangers():
    assert asked(",".join([IDA] * 10_000 + [MARIO])) == MARIO


@given(WORDS, st.integers(0, 3), st.text(max_size=20))
def test_whatever_stands_in_the_header_the_answer_is_an_address_or_none(passed, proxies, connected):
    found = asked(passed, proxies=proxies, connected=connected)

    assert found is None or str(ipaddress.ip_address(found)) == found


@given(WORDS, ADDRESSES)
def test_what_a_stranger_writes_changes_nothing(claimed, address):
    assert asked(f"{claimed},{address}") == asked(address)
    assert asked(claimed, proxies=0) == PROXY


def test_two_people_behind_one_proxy_are_locked_out_each_alone(clinic, agent):
    def log_in(address, password):
        form = {"username": agent.email, "password": password}
        through = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": f"203.0.113.9, {address}"}
        return client_of(clinic).post("/admin/login/", form, **through).status_code

    with override_settings(TRUSTED_PROXIES=1):
        attacker = [log_in(MARIO, "wrong") for _ in range(6)]

        assert attacker[-1] == 429
        assert log_in(IDA, PASSWORD) == 302
