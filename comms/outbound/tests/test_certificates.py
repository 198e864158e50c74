"""Where a name was looked up and its address dialled, the certificate is still the name's (H:W9)."""

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from comms.providers.own_system.outside import post_outside
from crm.lib import http
from crm.lib.errors import ProviderAway
from crm.testing.answering import answer, answering, saying


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Somebody on this machine with a certificate for system.example, which is trusted."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "system.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("system.example")]), critical=False)
    cert, secret = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    trusted = ssl.create_default_context(cafile=str(cert))
    monkeypatch.setattr(http, "_trusted", lambda: trusted)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(cert, secret)
    with answering(saying(answer(b"{}")), theirs) as one:
        yield one


def post(server, host):
    url = f"https://{host}:{server.port}/hook?x=1"
    about = {"find": lambda name, port: "127.0.0.1", "seconds": 3, "most": 100}
    return post_outside(url, b'{"a":1}', {"X-Told": "yes"}, **about)


def test_the_address_is_dialled_and_the_name_is_asked_for(server):
    assert post(server, "system.example").status == 200

    (request,) = server.heard
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?x=1 HTTP/1.1")
    assert f"host: system.example:{server.port}".encode() in head.lower()
    assert b"x-told: yes" in head.lower()
    assert body == b'{"a":1}'


def test_a_certificate_of_another_name_is_away(server):
    with pytest.raises(ProviderAway):
        post(server, "other.example")

    assert server.heard == []
