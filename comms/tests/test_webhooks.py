"""Doors of providers: signed or closed, each part in its clinic, kept before the answer (H:W1, W2, W4, W5, W8)."""

import json
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client

from crm.lib import signing
from tenants.context import clinic_context, platform_schema
from tenants.inbound.models import WebhookEvent
from tenants.models import Clinic, ParkedEvent
from tenants.outbox.models import Job
from tenants.services.parking import read_parked
from tenants.services.routes import claim_channel
from tenants.settings.services import credentials

WHATSAPP, SMS = "/api/v1/webhooks/whatsapp", "/api/v1/webhooks/sms"
SECRET, TOKEN, VERIFY = "meta_app_secret_test_1", "12345678901234567890123456789012", "vt_test_1"
OURS, THEIRS = "106540352242922", "206540352242922"
NUMBER, THEIR_NUMBER = "+393399957000", "+393399957001"


@pytest.fixture(autouse=True)
def platform(settings, database):
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, VERIFY
    settings.TWILIO_AUTH_TOKEN = TOKEN
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    with platform_schema():
        ParkedEvent.objects.all().delete()  # a worker of an earlier test may have parked work of a clinic that went


@pytest.fixture
def routed(clinic, other_clinic):
    for whose, phone, sms in ((clinic, OURS, NUMBER), (other_clinic, THEIRS, THEIR_NUMBER)):
        claim_channel("whatsapp_number", phone, whose)
        claim_channel("twilio_number", sms, whose)


@pytest.fixture
def own_app(clinic, other_clinic):
    """The clinic has an app at Meta and an account at Twilio of its own."""
    whatsapp = {"phone_number_id": OURS, "waba_id": "102290129340398", "token": "t"}
    twilio = {"account_sid": "AC" + "0" * 32, "number": NUMBER}
    with clinic_context(clinic):
        credentials.store(
            "whatsapp", whatsapp | {"app_secret": "own-app-secret", "verify_token": "own-verify"}, by=None
        )
        credentials.store("twilio", twilio | {"auth_token": "own-auth-token"}, by=None)


def message(number, name="wamid.1", text="Ciao"):
    said = {"from": "393331234567", "id": name, "timestamp": "1795168800", "type": "text", "text": {"body": text}}
    value = {"metadata": {"phone_number_id": number}, "messages": [said]}
    return {"id": "WABA", "changes": [{"field": "messages", "value": value}]}


def body_of(*entries):
    return json.dumps({"object": "whatsapp_business_account", "entry": list(entries)}).encode()


def whatsapp(client, body, *, secret=SECRET, path=WHATSAPP, **headers):
    signed = {"X-Hub-Signature-256": signing.meta_signature(body, secret)} | headers
    return client.post(path, body, content_type="application/json", headers=signed)


def sms(client, *, token=TOKEN, path=SMS, **fields):
    form = {"MessageSid": "SM1", "From": "+393331234567", "To": NUMBER, "Body": "Ciao", **fields}
    signed = signing.twilio_signature(f"https://localhost{path}", {k: [v] for k, v in form.items()}, token)
    sent = {"content_type": "application/x-www-form-urlencoded", "headers": {"X-Twilio-Signature": signed}}
    return client.post(path, urlencode(form), **sent)


def events(clinic):
    with clinic_context(clinic):
        return list(WebhookEvent.objects.order_by("pk").values_list("provider", "event_id"))


def parked():
    with platform_schema():
        return {(event.source, event.reason.partition(" ")[0]) for event in ParkedEvent.objects.all()}


def test_one_request_for_two_clinics_is_kept_in_each_and_what_is_nobodys_is_parked(
    platform_client, clinic, other_clinic, routed
):
    body = body_of(message(OURS), message(THEIRS, "wamid.2", "CANARY"), message("999", "wamid.3", "nobody's"))

    assert whatsapp(platform_client, body).status_code == 200

    assert events(clinic) == [("whatsapp", "message:wamid.1")]
    assert events(other_clinic) == [("whatsapp", "message:wamid.2")]
    with clinic_context(clinic):
        assert b"CANARY" not in bytes(WebhookEvent.objects.get().body)
        assert Job.objects.get(kind="inbound.read").payload["event_id"] == "message:wamid.1"
    with platform_schema():
        assert b"nobody's" in read_parked(ParkedEvent.objects.get())


def test_a_hundred_repeats_are_kept_once(platform_client, clinic, routed):
    for _ in range(100):
        assert whatsapp(platform_client, body_of(message(OURS))).status_code == 200

    assert len(events(clinic)) == 1


BODY = body_of(message(OURS))
GOOD = signing.meta_signature(BODY, SECRET)
REFUSED = {
    "none": ("", 401),
    "of other bytes": (signing.meta_signature(json.dumps(json.loads(BODY), indent=1).encode(), SECRET), 403),
    "of another secret": (signing.meta_signature(BODY, "other"), 403),
    "sha1": ("sha1=" + "a" * 40, 403),
    "cut": (GOOD[:-2], 403),
}


@pytest.mark.parametrize(("signature", "status"), REFUSED.values(), ids=REFUSED)
def test_without_metas_signature_nothing_is_kept(platform_client, clinic, routed, signature, status):
    answer = whatsapp(platform_client, BODY, **{"X-Hub-Signature-256": signature})

    assert (answer.status_code, set(answer.json())) == (status, {"code", "detail", "fields"})
    assert events(clinic) == []
    assert parked() == set()


def test_without_a_secret_the_doors_are_closed(platform_client, clinic, routed, settings):
    settings.WHATSAPP_APP_SECRET = settings.WHATSAPP_VERIFY_TOKEN = settings.TWILIO_AUTH_TOKEN = ""

    assert whatsapp(platform_client, BODY, secret="").status_code == 403
    assert sms(platform_client, token="").status_code == 403
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert platform_client.get(WHATSAPP, asked).status_code == 403
    assert events(clinic) == []


def test_a_clinic_with_its_own_app_has_an_address_of_its_own(
    platform_client, clinic, other_clinic, routed, own_app
):
    path = f"{WHATSAPP}/{clinic.pk}"
    body = body_of(message(OURS), message(THEIRS, "wamid.2"), message("999", "wamid.3"))

    assert whatsapp(platform_client, body, path=path).status_code == 403  # the platform's secret opens it not
    assert whatsapp(platform_client, body, path=path, secret="own-app-secret").status_code == 200

    assert events(clinic) == [("whatsapp", "message:wamid.1"), ("whatsapp", "message:wamid.3")]
    assert events(other_clinic) == []
    assert parked() == {("whatsapp", "Signed")}


@pytest.mark.parametrize(("stored", "status"), [("whsk_" + "k" * 40, 200), ("whsk_" + "x" * 40, 403), ("", 403)])
def test_who_chose_a_shared_key_at_twilio_is_believed_by_that_key_alone(platform_client, clinic, stored, status):
    account = {"account_sid": "AC" + "0" * 32, "number": NUMBER, "auth_token": "own-auth-token"}
    with clinic_context(clinic):
        credentials.store("twilio", account | {"webhook_key": stored}, by=None)
    path, form = f"{SMS}/{clinic.pk}", {"MessageSid": "SM1", "From": "+393331234567", "To": NUMBER, "Body": "Ciao"}
    url, fields = f"https://localhost{path}", {name: [value] for name, value in form.items()}
    signed = {
        "X-Twilio-Signature": signing.shared_key_signature(url, fields, "whsk_" + "k" * 40),
        "X-Twilio-Webhooks-Signature-Settings": "algorithm=HMAC_SHA256",
    }

    answer = platform_client.post(
        path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=signed
    )

    assert answer.status_code == status
    assert len(events(clinic)) == (status == 200)


def test_a_clinic_without_an_app_or_without_a_name_has_no_address(platform_client, clinic, other_clinic, own_app):
    for path in (f"{WHATSAPP}/{other_clinic.pk}", f"{WHATSAPP}/00000000-0000-4000-8000-000000000000"):
        for secret in (SECRET, "own-app-secret", ""):
            assert whatsapp(platform_client, BODY, path=path, secret=secret).status_code == 403


@pytest.mark.parametrize("own", [False, True], ids=["the platform's", "a clinic's"])
def test_metas_question_is_answered_to_the_right_token_alone(platform_client, clinic, own_app, own):
    path, token = (f"{WHATSAPP}/{clinic.pk}", "own-verify") if own else (WHATSAPP, VERIFY)
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}

    answer = platform_client.get(path, asked)

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"1158201444", "text/plain")
    for wrong in ({"hub.verify_token": "wrong"}, {"hub.mode": "un"}, {"hub.challenge": "<script>"}):
        assert platform_client.get(path, asked | wrong).status_code == 403


@pytest.mark.parametrize(("state", "kept"), [("suspended", 1), ("closing", 0)])
def test_a_paused_clinic_hears_and_a_closing_one_does_not(platform_client, clinic, routed, state, kept):
    with platform_schema():
        Clinic.objects.filter(pk=clinic.pk).update(state=state)

    assert whatsapp(platform_client, BODY).status_code == 200

    assert len(events(clinic)) == kept
    assert parked() == (set() if kept else {("whatsapp", "The")})


def test_three_megabytes_are_taken_and_what_is_no_json_is_not(platform_client, clinic, routed):
    large = body_of(message(OURS, text="x" * 3_000_000))

    assert whatsapp(platform_client, large).status_code == 200
    assert whatsapp(platform_client, b"[").status_code == 400
    assert len(events(clinic)) == 1


def test_what_could_not_be_kept_is_not_answered_as_if_it_were(clinic, routed, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("comms.services.arriving.keeping.keep", away)
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)

    assert whatsapp(client, BODY).status_code == 503
    assert events(clinic) == []


def test_an_sms_is_kept_in_the_clinic_of_its_number_and_answered_with_nothing(platform_client, clinic, routed):
    answer = sms(platform_client)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    assert answer.content.endswith(b"<Response/>")
    assert events(clinic) == [("twilio", "message:SM1")]
    assert sms(platform_client, To="+393399957009", MessageSid="SM2").status_code == 200
    assert parked() == {("twilio", "No")}


def test_a_clinics_own_account_tells_nothing_of_another_clinic(
    platform_client, clinic, other_clinic, routed, own_app
):
    path = f"{SMS}/{clinic.pk}?message=5b0c"

    assert sms(platform_client, path=path).status_code == 403
    assert sms(platform_client, path=path, token="own-auth-token").status_code == 200
    assert (
        sms(platform_client, path=path, token="own-auth-token", To=THEIR_NUMBER, MessageSid="SM2").status_code
        == 200
    )

    assert events(clinic) == [("twilio", "message:SM1")]
    assert events(other_clinic) == []
    assert parked() == {("twilio", "Signed")}
    with clinic_context(clinic):
        assert WebhookEvent.objects.get().about == {"query": "message=5b0c"}


def test_an_sms_without_twilios_signature_is_refused(platform_client, clinic, routed):
    assert platform_client.post(SMS, {"MessageSid": "SM1"}).status_code == 401
    assert sms(platform_client, token="x" * 32).status_code == 403
    assert events(clinic) == []


def test_nobody_hears_it_on_a_clinics_host(clinic, routed):
    assert whatsapp(Client(HTTP_HOST=f"{clinic.slug}.localhost"), BODY).status_code == 404
