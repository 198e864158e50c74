"""An address that somebody typed never leads into our own network (H:W9)."""

import socket

import pytest

from comms.providers.own_system.outside import Inside, NoAddress, look_up, parts_of, post_outside
from crm.lib.addresses import NotFound, address_of
from crm.lib.errors import ProviderAway
from crm.testing.answering import answer, answering, saying

LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0",
    "0.0.0.0", "127.127.127.127", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[fe80::1]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[::ffff:0:127.0.0.1]",
]  # fmt: skip
INSIDE = [
    "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.257", "169.254.169.254",
    "0251.0376.0251.0376", "0xa9fea9fe", "2852039166", "[::ffff:169.254.169.254]", "100.64.0.1", "198.18.0.1",
    "192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.1",
]  # fmt: skip
NONE = [
    "http://system.example/", "ftp://system.example/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
    "//127.0.0.1/",    "https://", "https:///path", "https://user@127.0.0.1/", "https://system.example@127.0.0.1/", "https://a:b@c.example/",
    "https://127.0.0.1\\@system.example/", "https://system.example:0/", "https://system.example:99999/", "https://[::1/",
    "https://system.example/#x", "https://①②⑦.⓪.⓪.①/", "https://system.example/\r\nHost: x", " https://a.example/",
    "https://a.example/" + "x" * 500, "https://system.example:80:443/",
]  # fmt: skip


@pytest.fixture
def listener():
    """Somebody on this machine who hears every connection."""
    with answering(saying(answer(b"secret"))) as server:
        yield server


@pytest.mark.parametrize("host", [*LOOPBACK, *INSIDE])
def test_no_spelling_of_our_own_network_is_connected_to(listener, host):
    with pytest.raises((Inside, NoAddress, NotFound, ProviderAway)):
        post_outside(f"https://{host}:{listener.port}/", b"{}", {}, find=address_of, seconds=1, most=100)

    assert listener.heard == []


@pytest.mark.parametrize("url", NONE)
def test_what_is_no_https_address_is_not_even_looked_up(url):
    with pytest.raises(NoAddress):
        look_up(url, lambda host, port: pytest.fail("looked up"))


def test_a_name_that_leads_elsewhere_the_second_time_is_connected_to_where_it_led_first(listener, monkeypatch):
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    dialled = []

    def resolve(host, port, *args, **more):
        if host != "flips.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers.pop(0)]

    def dial(address, *args, **more):
        dialled.append(address[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", dial)

    about = {"find": address_of, "seconds": 1, "most": 100}
    with pytest.raises(ProviderAway):
        post_outside(f"https://flips.example:{listener.port}/", b"{}", {}, **about)
    with pytest.raises(Inside):
        post_outside(f"https://flips.example:{listener.port}/", b"{}", {}, **about)

    assert set(dialled) == {"93.184.216.34"}
    assert listener.heard == []


def test_a_name_of_several_addresses_one_of_which_is_ours_is_refused(monkeypatch):
    found = [(2, 1, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)

    with pytest.raises(Inside):
        look_up("https://system.example/", address_of)


def test_plain_http_on_this_machine_is_for_development_alone(listener):
    url = f"http://127.0.0.1:{listener.port}/"

    assert parts_of(url, inside=True).port == listener.port
    with pytest.raises(NoAddress):
        parts_of(url)
