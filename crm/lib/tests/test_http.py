"""Asking other people's servers: what they may do to us is bounded in time and size (HOUSE, floors; H:W9)."""

import datetime
import socket
import ssl
import time

import pytest

from crm.lib.errors import ProviderAway, ProviderError, Unanswered
from crm.lib.http import MOST, Reply, basic, bearer, delete, get, is_safe, post_file, post_form, post_json
from crm.testing.answering import OK, answer, answering, saying

FORM = {"secret": "s3cret&x", "response": "tök en"}
SECONDS = 0.6


def test_fields_go_as_a_form_and_the_answer_comes_back():
    with answering(saying(answer(b'{"success": true}'))) as server:
        reply = post_form(server.url, FORM, seconds=SECONDS)

    assert (reply.status, reply.json()) == (200, {"success": True})
    (request,) = server.heard
    assert request.startswith(b"POST /siteverify HTTP/1.1\r\n")
    assert b"content-type: application/x-www-form-urlencoded" in request.lower()
    assert request.endswith(b"\r\n\r\nsecret=s3cret%26x&response=t%C3%B6k+en")


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_what_a_status_means_is_for_the_caller(status):
    with answering(saying(answer(b"{}", f"HTTP/1.1 {status} Well\r\n".encode()))) as server:
        assert post_form(server.url, FORM, seconds=SECONDS).status == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(status):
    with answering(saying(answer(b"{}"))) as elsewhere:
        head = f"HTTP/1.1 {status} There\r\nLocation: {elsewhere.url}\r\n".encode()
        with answering(saying(answer(b"", head))) as server:
            assert post_form(server.url, FORM, seconds=SECONDS).status == status

    assert elsewhere.heard == []


def never(server_of):
    return lambda one, request: server_of[0].wait(30)


def drip(before, piece):
    """A server that says a little each tenth of a second, for far too long."""

    def of(server_of):
        def talk(one, request):
            one.sendall(before)
            for _ in range(40):
                server_of[0].wait(0.1)
                one.sendall(piece)

        return talk

    return of


@pytest.mark.parametrize(
    "talk",
    [never, drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"), drip(OK + b"Content-Length: 60000\r\n\r\n", b" ")],
    ids=["says nothing", "never ends its head", "never ends its body"],
)
def test_the_whole_talk_has_one_deadline(talk):
    servers = []
    with answering(talk(servers)) as server:
        servers.append(server)
        began = time.monotonic()

        with pytest.raises(ProviderAway):
            post_form(server.url, FORM, seconds=SECONDS)

    assert time.monotonic() - began < SECONDS + 2  # the talk would last four seconds, or thirty


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x00" * 50,
        b"HTTP/1.1 99 No\r\n\r\n",
    ],
    ids=["hangs up", "cut off", "another language", "nonsense", "no status"],
)
def test_no_whole_answer_is_away(said):
    with answering(saying(said)) as server, pytest.raises(ProviderAway):
        post_form(server.url, FORM, seconds=SECONDS)


def test_nobody_there_is_away():
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]

    with pytest.raises(ProviderAway):
        post_form(f"http://127.0.0.1:{port}/", FORM, seconds=SECONDS)


def test_a_name_that_leads_nowhere_is_away():
    with pytest.raises(ProviderAway):
        post_form("https://no-such-host.invalid/", FORM, seconds=SECONDS)


@pytest.mark.parametrize("chunked", [False, True])
def test_of_a_long_answer_no_more_is_read_than_we_want(chunked):
    body = b" " * (MOST + 1)
    piece = OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    with answering(saying(piece if chunked else answer(body))) as server, pytest.raises(ProviderError) as refused:
        post_form(server.url, FORM, seconds=SECONDS)

    assert not refused.value.permanent


def test_the_longest_answer_is_read():
    with answering(saying(answer(b" " * MOST))) as server:
        assert len(post_form(server.url, FORM, seconds=SECONDS).body) == MOST


def test_a_squeezed_answer_is_not_blown_up():
    head = OK + b"Content-Encoding: gzip\r\n"
    with answering(saying(answer(b"\x1f\x8b\x08\x00", head))) as server:
        assert post_form(server.url, FORM, seconds=SECONDS).body == b"\x1f\x8b\x08\x00"

    assert b"accept-encoding: identity" in server.heard[0].lower()


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff\xfe", b"[" * 60_000])
def test_what_is_no_json_is_a_refusal(body):
    with pytest.raises(ProviderError):
        Reply(200, body).json()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://169.254.169.254/latest/",
        "http://127.0.0.1.example.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:word@example.com/",
        "https://",
        "https://example.com:port/",
        "//example.com",
        "",
    ],
)
def test_only_https_is_spoken_with_others(url):
    assert not is_safe(url)
    with pytest.raises(ValueError, match="https"):
        post_form(url, FORM, seconds=SECONDS)


@pytest.mark.parametrize(
    "url", ["https://example.com/a?b", "http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:1/"]
)
def test_https_and_this_machine_are_fine(url):
    assert is_safe(url)


def test_a_proxy_or_a_login_of_the_surroundings_is_not_used(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login stranger password word\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with answering(saying(answer(b"{}"))) as server:
        assert post_form(server.url, FORM, seconds=SECONDS).status == 200

    assert b"authorization" not in server.heard[0].lower()


def test_a_certificate_that_nobody_vouches_for_is_away(tmp_path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*_certificate(tmp_path))

    with answering(saying(answer(b"{}")), context) as server, pytest.raises(ProviderAway):
        post_form(server.url, FORM, seconds=SECONDS)

    assert server.heard == []


def test_a_field_of_several_values_is_repeated():
    with answering(saying(answer(b"{}"))) as server:
        post_form(server.url, {"Event": ["ringing", "completed"], "To": "+39 06"}, seconds=SECONDS)

    assert server.heard[0].endswith(b"\r\n\r\nEvent=ringing&Event=completed&To=%2B39+06")


def test_json_a_file_a_question_and_a_removal_go_with_their_key():
    with answering(saying(answer(b"{}"))) as server:
        post_json(server.url, {"body": "Përshëndetje"}, seconds=SECONDS, headers=bearer("EAAB"))
        post_file(server.url, {"type": "a/b"}, ("x.pdf", b"%PDF", "a/b"), seconds=SECONDS, headers=bearer("EAAB"))
        get(server.url, seconds=SECONDS, headers=basic("AC1", "tk"), query={"a": "b c"})
        delete(server.url, seconds=SECONDS)

    json_, file, question, removal = server.heard
    assert b"authorization: bearer eaab" in json_.lower()
    assert json_.endswith('{"body":"Përshëndetje"}'.encode())
    assert b'name="file"; filename="x.pdf"\r\nContent-Type: a/b\r\n\r\n%PDF\r\n' in file
    assert question.startswith(b"GET /siteverify?a=b+c HTTP/1.1\r\n")
    assert b"authorization: basic qumxonrr" in question.lower()
    assert removal.startswith(b"DELETE ")


def test_what_was_asked_and_not_answered_may_have_been_done():
    silent = []
    with answering(never(silent)) as server:
        silent.append(server)
        with pytest.raises(Unanswered):
            post_json(server.url, {}, seconds=SECONDS)

    with answering(saying(b"")) as server, pytest.raises(Unanswered):
        post_json(server.url, {}, seconds=SECONDS)


@pytest.mark.parametrize("url", ["https://no-such-host.invalid/", "refused"])
def test_what_never_left_was_not_done(url):
    with socket.socket() as listener:  # bound and not listening: refused
        listener.bind(("127.0.0.1", 0))
        at = f"http://127.0.0.1:{listener.getsockname()[1]}/" if url == "refused" else url
        with pytest.raises(ProviderAway) as away:
            post_json(at, {}, seconds=SECONDS)

    assert not isinstance(away.value, Unanswered)


@pytest.mark.parametrize(
    ("said", "wait"), [("7", 7.0), ("", None), ("Fri, 20 Nov 2026", None), ("-1", None), ("９", None)]
)
def test_when_to_come_again_is_heard(said, wait):
    head = f"HTTP/1.1 429 No\r\nRetry-After: {said}\r\n".encode()
    with answering(saying(answer(b"", head))) as server:
        assert get(server.url, seconds=SECONDS).wait == wait


@pytest.mark.parametrize("key", ["line\r\nHost: evil", "tök", "\x00"])
def test_a_key_that_no_header_carries_is_refused_unsaid(key):
    for head in (bearer, lambda text: basic("user", text)):
        with pytest.raises(ValueError, match="plain letters") as refused:
            head(key)
        assert key not in str(refused.value)


def _certificate(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]),
    )
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    pem, secret = folder / "one.pem", folder / "one.key"
    pem.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))
    return pem, secret
