"""The test button really asks the server, and says in one sentence what is wrong."""

import socket
import ssl
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from crm.testing.processes import free_port
from tenants.settings.errors import ProviderRefused
from tenants.settings.providers.addresses import Inside, public_address
from tenants.settings.providers.smtp import try_login

VALUES = {"host": "localhost", "security": "starttls", "user": "reception", "password": "right"}


def _certificate(folder, name):
    """A certificate for `name`, signed by itself."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return pem, secret


class _Knows:
    def __call__(self, server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A mail server with STARTTLS whose certificate this process trusts; returns its port."""
    pem, secret = _certificate(tmp_path, "localhost")
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(pem, secret)
    trusting = ssl.create_default_context
    monkeypatch.setattr("ssl.create_default_context", lambda *args, **kw: trusting(*args, cafile=pem, **kw))
    controller = Controller(
        object(),
        hostname="localhost",
        port=free_port(),
        tls_context=own,
        authenticator=_Knows(),
        auth_required=True,
    )
    controller.start()
    yield controller.port
    controller.stop()


def _said(**values):
    with pytest.raises(ProviderRefused) as refused:
        try_login(VALUES | {name: str(value) for name, value in values.items()})
    return refused.value.detail


def test_what_fits_is_accepted(server):
    try_login(VALUES | {"port": str(server)})


def test_a_wrong_password(server):
    assert _said(port=server, password="wrong") == "The server refused user or password. Enter them again."


@pytest.mark.parametrize("field", ["user", "password"])
def test_an_accent_that_mail_servers_are_not_sent(server, field):
    assert "no accents" in _said(**{"port": server, field: "pässword-1234"})


def test_the_wrong_kind_of_encryption(server):
    assert "kind of encryption" in _said(port=server, security="tls")


def test_nothing_on_the_port():
    assert "Nothing answers on this port" in _said(port=free_port())


def test_no_such_server():
    assert _said(host="nowhere.invalid", port=587) == "There is no server called nowhere.invalid. Check its name."


def test_a_certificate_for_another_name(server, monkeypatch):
    monkeypatch.undo()

    assert "The certificate of the server" in _said(port=server)


def test_a_server_that_says_nothing(monkeypatch):
    monkeypatch.setattr("tenants.settings.providers.smtp.TIMEOUT", 0.2)
    with socket.create_server(("localhost", 0)) as silent:
        assert "did not answer in time" in _said(port=silent.getsockname()[1])


def test_a_server_that_hangs_up():
    with socket.create_server(("localhost", 0)) as rude:
        threading.Thread(target=lambda: rude.accept()[0].close(), daemon=True).start()

        assert "broke off" in _said(port=rude.getsockname()[1])


def _endless(words: bytes, *, every: float):
    """A server that never comes to an end."""
    server = socket.create_server(("localhost", 0))
    stop = threading.Event()

    def talk():
        with server.accept()[0] as line:
            while not stop.wait(every):
                try:
                    line.sendall(words)
                except OSError:
                    return

    threading.Thread(target=talk, daemon=True).start()
    return server, stop


@pytest.mark.parametrize(
    ("words", "every"), [(b"220-wait\r\n", 0.05), (b"2", 0.05), (b"220-" + b"x" * 900 + b"\r\n", 0)]
)
def test_a_server_that_talks_for_ever_is_cut_off(monkeypatch, words, every):
    monkeypatch.setattr("tenants.settings.providers.smtp.DEADLINE", 1)
    server, stop = _endless(words, every=every)
    with server:
        started = time.monotonic()
        assert "The server" in _said(port=server.getsockname()[1])
        stop.set()

    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[::1]",
        "::1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "fec0::1",
        "192.88.99.1",
        "192.0.0.8",
        "224.0.0.1",
    ],
)
def test_in_production_our_own_network_is_out_of_reach(settings, host):
    settings.CREDENTIAL_TESTS_INSIDE = False

    said = _said(host=host, port=25)

    assert "inside our own network" in said or "There is no server" in said


def test_we_connect_to_the_address_that_was_looked_at(server, monkeypatch):
    """The name may lead elsewhere a moment later (DNS rebinding)."""
    asked = []
    real = socket.create_connection
    monkeypatch.setattr(
        "socket.create_connection", lambda place, *a, **k: asked.append(place) or real(place, *a, **k)
    )

    try_login(VALUES | {"port": str(server)})

    assert asked
    assert "localhost" not in {host for host, _port in asked}


def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(settings, monkeypatch):
    settings.CREDENTIAL_TESTS_INSIDE = False
    both = [(2, 1, 6, "", ("93.184.215.14", 25)), (2, 1, 6, "", ("10.0.0.7", 25))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kw: both)

    with pytest.raises(Inside):
        public_address("both.example.com", 25)
