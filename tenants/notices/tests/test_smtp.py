"""The adapter against real servers: TLS without falling back, logins, and what a refusal means."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tenants.notices.mailkinds import Mail
from tenants.notices.providers import smtp
from tenants.notices.providers.smtp import Smtp
from tenants.outbox.handlers import GiveUp, TryAgain

MAIL = Mail("ada@example.com", "Hello", "Good morning.")
SENDER = "Bridgework <no-reply@example.com>"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The path of a key and a certificate for localhost that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(text + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def of_the_server(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setattr(smtp, "_context", lambda: ssl.create_default_context(cafile=certificate))


def server(box, **options):
    return Smtp(host="localhost", port=box.port, sender=SENDER, timeout=5, **options)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_goes_through_a_trusted_connection(mailbox_at, of_the_server, trusted, security):
    box = mailbox_at(**{security: of_the_server})

    server(box, security=security).send(MAIL)

    assert box.mails[0].recipients == ["ada@example.com"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_trusts_gets_no_mail(mailbox_at, of_the_server, security):
    box = mailbox_at(**{security: of_the_server})

    with pytest.raises(GiveUp, match="safely"):
        server(box, security=security, user="u", password="p").send(MAIL)

    assert box.mails == []


def test_a_server_that_offers_no_tls_is_not_spoken_to_without(mailbox_at):
    box = mailbox_at()

    with pytest.raises(GiveUp, match="safely"):
        server(box, security="starttls").send(MAIL)

    assert box.mails == []


def test_a_server_that_wants_no_login_gets_no_mail_with_one(mailbox_at):
    box = mailbox_at()

    with pytest.raises(GiveUp):
        server(box, security="none", user="u", password="p").send(MAIL)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "127.0.0.1"])
def test_a_server_that_is_not_there_may_come_back(host):
    with pytest.raises(TryAgain, match="cannot be reached"):
        Smtp(host=host, port=9, sender=SENDER, security="none", timeout=2).send(MAIL)


def test_a_refusal_repeats_neither_address_nor_words_of_the_server(mailbox_at):
    box = mailbox_at()
    box.mode = "550 at RCPT"

    with pytest.raises(GiveUp) as refused:
        server(box, security="none").send(MAIL)

    assert str(refused.value) == "The mail server refused: 550"


def test_the_password_is_not_shown_with_the_server():
    assert "geheim" not in repr(Smtp(host="h", port=1, sender=SENDER, user="u", password="geheim"))
