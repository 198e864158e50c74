"""Keys of accounts: whether they work, in words why not, and what storing leads to (INTEGRATIONS 4.4, 5.2, 6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comms.carriers import carrier_of
from comms.connections.words import MAILBOX, TWILIO, WHATSAPP
from comms.models import Account
from comms.providers.base import Outgoing, To
from comms.services.fetching import FETCH
from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from crm.testing.simulators import a_line
from tenants.context import clinic_context, platform_schema
from tenants.models import ChannelRoute, ClinicDue
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import kind_of
from tenants.settings.services.credentials import remove, store
from tenants.staff import roles


@pytest.fixture
def line(simulator):
    return simulator.connect(a_line("tirana", 1))


def whatsapp(line, **more):
    names = ("phone_number_id", "waba_id", "token", "app_secret")
    return {name: getattr(line, name) for name in names} | {"verify_token": "vt", **more}


def twilio(line, **more):
    names = ("account_sid", "auth_token", "number", "api_key_sid", "api_key_secret", "application_sid")
    return {name: getattr(line, name) for name in names} | more


def imap(simulator, line, **more):
    known = {"host": "127.0.0.1", "port": str(simulator.ports["imap"]), "security": "none", "user": line.mailbox}
    return known | {"password": line.mail_password, "folder": "INBOX", "address": line.mailbox, **more}


def said(clinic, kind, values):
    """What the test of the connection says; nothing when it works."""
    with clinic_context(clinic):
        try:
            kind_of(kind).test(values)
        except ProviderRefused as refused:
            return refused.detail
    return ""


def test_keys_that_fit_work_and_nobody_is_written_to(clinic, simulator, line):
    assert said(clinic, "whatsapp", whatsapp(line)) == ""
    assert said(clinic, "twilio", twilio(line)) == ""
    assert said(clinic, "imap", imap(simulator, line)) == ""

    assert {one["method"] for one in simulator.got("twilio")} == {"GET"}
    assert not simulator.got("whatsapp.messages")


def test_every_code_of_whatsapp_has_its_sentence(clinic, simulator, line):
    for code, words in WHATSAPP.items():
        if code.isdigit():
            simulator.tell("whatsapp.about", "status", status=400, code=code)
            assert said(clinic, "whatsapp", whatsapp(line)) == str(words)
    simulator.tell("whatsapp.templates", "status", status=403, code="200")
    assert said(clinic, "whatsapp", whatsapp(line)) == str(WHATSAPP["10"])


def test_every_code_of_twilio_has_its_sentence(clinic, simulator, line):
    for code, words in TWILIO.items():
        if code.isdigit():
            simulator.tell("twilio.account", "status", status=400, code=code)
            assert said(clinic, "twilio", twilio(line)) == str(words)


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("whatsapp", {"token": "wrong"}, "190"),
        ("whatsapp", {"token": "tök"}, "key"),
        ("whatsapp", {"phone_number_id": "1234567"}, "100"),
        ("whatsapp", {"waba_id": "1234567"}, "100"),
        ("twilio", {"auth_token": "wrong"}, "20003"),
        ("twilio", {"number": "+447700900999"}, "21606"),
        ("twilio", {"api_key_secret": "wrong"}, "api_key"),
        ("imap", {"password": "wrong"}, "login"),
        ("imap", {"password": "pässword"}, "signs"),
        ("imap", {"folder": "Nowhere"}, "folder"),
        ("imap", {"security": "tls"}, "encryption"),
    ],
)
def test_what_is_wrong_is_said_in_words(clinic, simulator, line, kind, more, code):
    values = {"whatsapp": whatsapp, "twilio": twilio}.get(kind, lambda line: imap(simulator, line))(line) | more

    assert said(clinic, kind, values) == str({"whatsapp": WHATSAPP, "twilio": TWILIO, "imap": MAILBOX}[kind][code])


@pytest.mark.parametrize(("status", "words"), [(535, "refused user or password"), (550, "Microsoft")])
def test_a_mail_server_that_takes_no_password_says_why(clinic, simulator, line, status, words):
    simulator.tell("smtp.login", "status", status=status, times=0)
    server = {"host": "127.0.0.1", "port": str(simulator.ports["smtp"]), "security": "none", "sender": line.mailbox}

    assert words in said(clinic, "smtp", server | {"user": line.mailbox, "password": line.mail_password})


def test_a_provider_that_is_away_is_said_to_be(clinic, simulator, line, settings):
    settings.WHATSAPP_BASE_URL = "http://127.0.0.1:1"

    assert "did not answer" in said(clinic, "whatsapp", whatsapp(line))


def test_a_mailbox_inside_our_own_network_is_not_spoken_to(clinic, simulator, line, settings):
    settings.CREDENTIAL_TESTS_INSIDE = False

    assert said(clinic, "imap", imap(simulator, line)) == str(MAILBOX["inside"])
    assert simulator.got("imap") == []


def keep(clinic, kind, values):
    with clinic_context(clinic):
        store(kind, values, by=None)


def routes():
    with platform_schema():
        return set(ChannelRoute.objects.values_list("channel", "external_id", "clinic__slug"))


def test_stored_keys_make_an_account_and_lead_news_to_the_clinic(clinic, other_clinic, line):
    keep(clinic, "whatsapp", whatsapp(line))
    keep(clinic, "twilio", twilio(line))

    assert routes() == {
        ("whatsapp_number", line.phone_number_id, clinic.slug),
        ("whatsapp_account", line.waba_id, clinic.slug),
        ("twilio_number", line.number, clinic.slug),
    }
    with clinic_context(clinic):
        assert set(Account.objects.values_list("channel", "external_id", "state")) == {
            ("whatsapp", line.phone_number_id, "open"),
            ("sms", line.number, "open"),
        }
    with clinic_context(other_clinic):
        assert not Account.objects.exists()


def test_a_number_of_another_clinic_is_not_taken(clinic, other_clinic, line):
    keep(clinic, "whatsapp", whatsapp(line))

    with pytest.raises(InvalidData) as refused:
        keep(other_clinic, "whatsapp", whatsapp(line))

    assert list(refused.value.fields) == ["phone_number_id"]
    assert {slug for _, _, slug in routes()} == {clinic.slug}


def test_another_number_ends_the_old_one_and_removing_ends_all(clinic, simulator, line):
    keep(clinic, "whatsapp", whatsapp(line))
    keep(clinic, "whatsapp", whatsapp(line, phone_number_id="7654321"))

    assert ("whatsapp_number", line.phone_number_id, clinic.slug) not in routes()
    with clinic_context(clinic):
        assert dict(Account.objects.values_list("external_id", "state")) == {
            line.phone_number_id: "off",
            "7654321": "open",
        }
        remove("whatsapp")
        assert set(Account.objects.values_list("state", flat=True)) == {"off"}
    assert routes() == set()


def test_a_mailbox_is_looked_into_as_soon_as_it_is_connected(clinic, simulator, line):
    with platform_schema():
        ClinicDue.objects.update_or_create(
            clinic=clinic, kind=FETCH, defaults={"next_due": timezone.now() + timedelta(hours=1)}
        )

    keep(clinic, "imap", imap(simulator, line))

    with platform_schema():
        assert ClinicDue.objects.get(clinic=clinic, kind=FETCH).next_due <= timezone.now()


def test_fresh_keys_open_an_account_that_stood_still(clinic, line):
    keep(clinic, "twilio", twilio(line))
    with clinic_context(clinic):
        Account.objects.update(state=Account.State.BROKEN, code="20003", trouble="auth")

    keep(clinic, "twilio", twilio(line, auth_token="another-one"))

    with clinic_context(clinic):
        assert Account.objects.get().state == Account.State.OPEN


def test_an_account_carries_with_its_own_keys_and_names_where_news_go(clinic, simulator, line):
    keep(clinic, "twilio", twilio(line))

    with clinic_context(clinic):
        carrier_of(Account.objects.get()).send(Outgoing("77", To("phone", "+447700900117"), body="Hello"))

    (sent,) = simulator.got("twilio.messages")
    assert f"api%2Fv1%2Fwebhooks%2Fsms%2F{clinic.uuid}%3Fmessage%3D77" in sent["body"].decode()


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("whatsapp", {"phone_number_id": "12/../34"}, "phone_number_id"),
        ("whatsapp", {"waba_id": "me"}, "waba_id"),
        ("twilio", {"account_sid": "AC1/../x"}, "account_sid"),
        ("twilio", {"number": "07700"}, "number"),
        ("twilio", {"api_key_secret": ""}, "api_key_sid"),
        ("imap", {"port": "70000"}, "port"),
        ("imap", {"address": "nobody"}, "address"),
        ("imap", {"host": "imap.example.com", "security": "none"}, "security"),
    ],
)
def test_what_cannot_be_right_is_not_stored(clinic, simulator, line, kind, more, field):
    values = {"whatsapp": whatsapp, "twilio": twilio}.get(kind, lambda line: imap(simulator, line))(line) | more

    with pytest.raises(InvalidData) as refused:
        keep(clinic, kind, values)

    assert list(refused.value.fields) == [field]


def test_the_page_says_which_addresses_to_enter_at_the_provider(clinic, other_clinic):
    """The clinic's own, by which its secret is chosen."""
    boss = client_of(clinic, make_user(clinic, role=roles.ADMIN))

    whatsapp, twilio = (boss.get(f"/admin/integrations/{kind}/").text for kind in ("whatsapp", "twilio"))

    assert f"/api/v1/webhooks/whatsapp/{clinic.uuid}" in whatsapp
    assert f"/api/v1/webhooks/sms/{clinic.uuid}" in twilio
    assert f"/api/v1/webhooks/voice/{clinic.uuid}" in twilio
    assert str(other_clinic.uuid) not in whatsapp + twilio
