"""Mailboxes that are opened by a token of Google or Microsoft, over the wire (INTEGRATIONS 6; H:K3, W9)."""

from datetime import UTC, datetime, timedelta

import pytest

from comms.connections import opening
from comms.providers.base import Outgoing, Refused, To, Trouble
from comms.providers.simulator.tokens import refresh_token
from crm.lib.errors import InvalidData, ProviderAway
from crm.testing.people import client_of, make_user
from crm.testing.simulators import a_line
from tenants.context import clinic_context
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import kind_of
from tenants.settings.models import Credential
from tenants.settings.providers.oauth import takes_token
from tenants.settings.services import credentials
from tenants.settings.services.mail_sign_in import KIND, access_token, token_finder
from tenants.staff import roles

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LETTER = Outgoing("1", To("email", "anna@example.com"), body="Ciao", message_id="<msg-1@tirana.example.com>")


@pytest.fixture
def line(simulator):
    return simulator.connect(a_line("tirana", 1))


@pytest.fixture
def inside(clinic, line):
    with clinic_context(clinic):
        yield clinic


def sign_in(line, **more):
    known = {"provider": "microsoft", "tenant": "", "client_id": "app", "client_secret": "secret-of-the-app"}
    known |= {"refresh_token": refresh_token(line), "user": line.mailbox, **more}
    credentials.store(KIND, known, by=None)


def server(simulator, line, kind):
    known = {"host": "127.0.0.1", "port": str(simulator.ports[kind]), "security": "none", "user": line.mailbox}
    return known | {"password": "", "sender": line.mailbox, "folder": "INBOX", "address": line.mailbox}


def test_a_mailbox_without_a_password_sends_and_is_looked_into_with_one_token(inside, simulator, line):
    sign_in(line)

    opening.clinic_mail(server(simulator, line, "smtp")).send(LETTER)
    opening.mailbox(server(simulator, line, "imap")).try_login()
    for kind in ("smtp", "imap", KIND):
        assert kind_of(kind).test(server(simulator, line, kind) if kind != KIND else credentials.use(KIND)) is None

    assert len(simulator.got("smtp.mail")) == 1
    assert simulator.got("smtp.token")
    assert [one["command"] for one in simulator.got("imap") if one["command"] == "LOGIN"] == []
    assert len(simulator.got("oauth")) == 2  # one for all of them, and one by the test of the sign-in


def test_a_token_is_asked_for_when_the_old_one_ends_and_both_are_kept_sealed(inside, simulator, line):
    sign_in(line)

    first, again = access_token(now=NOW), access_token(now=NOW + timedelta(minutes=50))
    second = access_token(now=NOW + timedelta(minutes=59))

    assert first == again != second
    kept = credentials.use(KIND)
    assert (kept["access_token"], kept["refresh_token"] != refresh_token(line)) == (second, True)
    row = Credential.objects.get(kind=KIND)
    assert second.encode() not in bytes(row.sealed)
    assert "access_token" not in credentials.open_values(row)


def test_whoever_enters_another_sign_in_meanwhile_keeps_theirs(inside, simulator, line):
    sign_in(line)
    before = credentials.use(KIND)
    sign_in(line, client_id="another")

    credentials.renew(KIND, before, {"access_token": "of the old one"})

    assert credentials.use(KIND).get("access_token") is None


def test_no_other_server_and_no_other_user_gets_a_token(inside, simulator, line, settings):
    sign_in(line)

    assert token_finder(line.mailbox.upper(), "smtp.office365.com")
    assert token_finder(line.mailbox, "smtp.gmail.com") is None
    assert token_finder(line.mailbox, "smtp.office365.com.evil.example") is None
    assert token_finder("somebody@example.com", "smtp.office365.com") is None
    settings.CREDENTIAL_TESTS_INSIDE = False
    assert not takes_token("microsoft", "127.0.0.1")


def test_the_neighbours_sign_in_opens_nothing_here(inside, other_clinic, line):
    with clinic_context(other_clinic):
        sign_in(line)

    assert token_finder(line.mailbox, "smtp.office365.com") is None


def test_without_a_password_a_server_needs_a_sign_in_that_fits(inside, simulator, line):
    for kind in ("smtp", "imap"):
        with pytest.raises(InvalidData) as missing:
            credentials.store(kind, server(simulator, line, kind), by=None)
        assert list(missing.value.fields) == ["password"]
    sign_in(line)

    for kind in ("smtp", "imap"):
        credentials.store(kind, server(simulator, line, kind), by=None)


def test_a_sign_in_that_ended_says_what_to_do(inside, simulator, line):
    sign_in(line, refresh_token="refresh-of-nobody")
    with pytest.raises(ProviderRefused, match="not valid any more"):
        kind_of(KIND).test(credentials.use(KIND))

    sign_in(line)
    for code, words in (("invalid_client", "secret"), ("unheard_of", "unheard_of")):
        simulator.tell("oauth", "status", status=400, code=code)
        with pytest.raises(ProviderRefused, match=words):
            kind_of(KIND).test(credentials.use(KIND))


def test_without_a_token_nothing_is_sent_and_the_account_is_told_to_be_mended(inside, simulator, line):
    sign_in(line, refresh_token="refresh-of-nobody")

    with pytest.raises(Refused) as refused:
        opening.clinic_mail(server(simulator, line, "smtp")).send(LETTER)
    simulator.tell("oauth", "status", status=503)
    with pytest.raises(ProviderAway):
        opening.clinic_mail(server(simulator, line, "smtp")).send(LETTER)

    assert (refused.value.trouble, refused.value.code) == (Trouble.AUTH, "sign_in")
    assert simulator.got("smtp") == []


def test_a_token_that_the_servers_do_not_take_is_refused_as_a_password_is(inside, simulator, line):
    sign_in(line)
    access_token(now=datetime.now(UTC))
    simulator.world.tokens.clear()

    with pytest.raises(Refused) as smtp:
        opening.clinic_mail(server(simulator, line, "smtp")).send(LETTER)
    with pytest.raises(Refused) as imap:
        opening.mailbox(server(simulator, line, "imap")).try_login()

    assert (smtp.value.trouble, smtp.value.code) == (Trouble.AUTH, "535 5.7.8")
    assert (imap.value.trouble, imap.value.code) == (Trouble.AUTH, "token")


def test_a_directory_is_a_name_and_no_address(inside, line):
    for odd in ("../common", "a/b", "common?x=1", "a..b", "{tenant}"):
        with pytest.raises(InvalidData):
            sign_in(line, tenant=odd)


def test_no_page_shows_a_token(clinic, simulator, line):
    with clinic_context(clinic):
        sign_in(line)
        token = access_token(now=datetime.now(UTC))

    page = client_of(clinic, make_user(clinic, role=roles.ADMIN)).get(f"/admin/integrations/{KIND}/").text

    assert line.mailbox in page
    assert token not in page
    assert refresh_token(line) not in page
