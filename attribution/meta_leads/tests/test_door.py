"""Meta's door: signed or closed, each part in the clinic of its page, kept before the answer (H:W1, W2, W5, W8)."""

import json

import pytest

from attribution.providers.meta_leads.base import PING
from crm.lib.signing import meta_signature
from tenants.context import clinic_context, platform_schema
from tenants.inbound.models import WebhookEvent
from tenants.models import ParkedEvent
from tenants.services.routes import claim_channel

DOORS = ("/api/v1/webhooks/meta-leads", "/api/v1/meta/webhook")
SECRET, OURS, THEIRS = "meta-app-secret", "7700000000000001", "7700000000000002"


@pytest.fixture(autouse=True)
def platform(settings, clinic, other_clinic):
    settings.META_APP_SECRET, settings.META_VERIFY_TOKEN = SECRET, "word"
    claim_channel("meta_page", OURS, clinic)
    claim_channel("meta_page", THEIRS, other_clinic)
    with platform_schema():
        ParkedEvent.objects.all().delete()


def body_of(*leads):
    changes = [
        (page, {"field": "leadgen", "value": {"leadgen_id": lead, "page_id": page, "form_id": 66}})
        for page, lead in leads
    ]
    entry = [{"id": page, "time": 1795168800, "changes": [change]} for page, change in changes]
    return json.dumps({"object": "page", "entry": entry}).encode()


def post(platform_client, body, path=DOORS[0], **headers):
    signed = {"X-Hub-Signature-256": meta_signature(body, SECRET)} | headers
    return platform_client.post(path, body, content_type="application/json", headers=signed)


def kept(clinic):
    with clinic_context(clinic):
        return sorted(WebhookEvent.objects.values_list("event_id", flat=True))


def parked():
    with platform_schema():
        return ParkedEvent.objects.count()


@pytest.mark.parametrize("path", DOORS)
def test_each_lead_is_kept_in_the_clinic_of_its_page_and_in_no_other(platform_client, clinic, other_clinic, path):
    answer = post(platform_client, body_of((OURS, 551), (THEIRS, 552), (OURS, 553)), path)

    assert answer.status_code == 200
    assert kept(clinic) == ["lead:551", "lead:553"]
    assert kept(other_clinic) == ["lead:552"]
    assert parked() == 0


def test_a_hundred_times_the_same_is_kept_once(platform_client, clinic):
    body = body_of((OURS, 551))

    assert {post(platform_client, body).status_code for _ in range(100)} == {200}
    assert kept(clinic) == ["lead:551"]


def test_a_page_of_nobody_is_parked_for_the_platform_and_answered(platform_client, clinic):
    assert post(platform_client, body_of((770000009, 551))).status_code == 200
    assert (kept(clinic), parked()) == ([], 1)


def test_the_dashboards_ping_is_answered_and_nothing_else(platform_client, clinic):
    assert post(platform_client, body_of((OURS, PING), ("0", PING))).status_code == 200
    assert (kept(clinic), parked()) == ([], 0)


@pytest.mark.parametrize(
    ("signature", "status"),
    [
        ("", 401),
        ("sha256=" + "0" * 64, 403),
        ("sha1=" + "0" * 40, 403),
        (meta_signature(body_of((OURS, 551)), SECRET)[:-1], 403),
        (meta_signature(json.dumps(json.loads(body_of((OURS, 551))), indent=1).encode(), SECRET), 403),
        (meta_signature(body_of((OURS, 551)), ""), 403),
    ],
)
def test_what_is_not_signed_over_these_bytes_is_refused_and_kept_nowhere(
    platform_client, clinic, signature, status
):
    answer = post(platform_client, body_of((OURS, 551)), **{"X-Hub-Signature-256": signature})

    assert answer.status_code == status
    assert (kept(clinic), parked()) == ([], 0)


def test_without_a_secret_here_even_the_empty_one_does_not_fit(platform_client, clinic, settings):
    settings.META_APP_SECRET = ""
    body = body_of((OURS, 551))

    assert post(platform_client, body, **{"X-Hub-Signature-256": meta_signature(body, "")}).status_code == 403
    assert kept(clinic) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff"])
def test_signed_and_unreadable_is_400(platform_client, body):
    assert post(platform_client, body).status_code == 400


@pytest.mark.parametrize("secret", [SECRET, "whatsapp-secret"])
@pytest.mark.parametrize("path", DOORS)
def test_what_is_told_of_whatsapp_goes_where_its_own_address_leads(
    platform_client, clinic, other_clinic, settings, path, secret
):
    settings.WHATSAPP_APP_SECRET = "whatsapp-secret"
    claim_channel("whatsapp_number", "900001", clinic)
    value = {"metadata": {"phone_number_id": "900001"}, "messages": [{"id": "wamid.1", "type": "text"}]}
    entry = [{"id": "800001", "time": 1795168800, "changes": [{"field": "messages", "value": value}]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()

    signed = {"X-Hub-Signature-256": meta_signature(body, secret)}

    assert {post(platform_client, body, path, **signed).status_code for _ in range(2)} == {200}
    with clinic_context(clinic):
        assert list(WebhookEvent.objects.values_list("provider", "event_id")) == [("whatsapp", "message:wamid.1")]
    assert (kept(other_clinic), parked()) == ([], 0)


def test_the_secret_of_whatsapps_app_opens_nothing_else(platform_client, clinic, settings):
    settings.WHATSAPP_APP_SECRET = "whatsapp-secret"
    for body in (body_of((OURS, 551)), b'{"object": "user"}', b"{}"):
        signed = {"X-Hub-Signature-256": meta_signature(body, "whatsapp-secret")}
        assert post(platform_client, body, **signed).status_code == 403

    assert (kept(clinic), parked()) == ([], 0)


@pytest.mark.parametrize("told", ['"user"', '"instagram"', "[1]", "7", "null"])
def test_what_nobody_here_reads_is_answered_and_counted_without_its_body(platform_client, clinic, told):
    body = b'{"object": %s, "entry": [{"id": "9", "changed_fields": ["leadgen"]}]}' % told.encode()

    assert post(platform_client, body).status_code == 200

    with platform_schema():
        assert list(ParkedEvent.objects.values_list("source", "body")) == [("meta_leads", b"")]
    assert kept(clinic) == []


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "word"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "other"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": ""}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "word"}, 403),
    ],
)
def test_metas_question_is_answered_to_the_right_word_alone(platform_client, path, asked, status):
    answer = platform_client.get(path, asked | {"hub.challenge": "1158201444"})

    assert answer.status_code == status
    assert (answer.content == b"1158201444") is (status == 200)


def test_an_empty_word_of_ours_fits_nothing(platform_client, settings):
    settings.META_VERIFY_TOKEN = ""

    assert platform_client.get(DOORS[0], {"hub.mode": "subscribe", "hub.verify_token": ""}).status_code == 403
