"""The softphone, recordings and the rules of calls, as their pages answer (F:C4, C5; H:A1)."""

import base64
import json
import re

import pytest
from django.core.files.base import ContentFile

from comms.models import Call, CallRules, Channel
from comms.services.calls import recordings
from comms.services.calls.identities import agent_of, identity_of
from comms.tests.factories import make_account, make_conversation
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.settings.services.credentials import store
from tenants.staff.roles import ADMIN, MARKETING
from tenants.storage import PrivateStorage

PHONE, TOKEN, RULES = "/admin/comms/softphone/", "/admin/comms/softphone/token/", "/admin/settings/calls/"
SIDS = {"account_sid": "AC" + "a" * 32, "api_key_sid": "SK" + "b" * 32, "application_sid": "AP" + "c" * 32}
SECRETS = {"auth_token": "not-for-browsers", "api_key_secret": "signs-only", "number": "+447700900001"}


@pytest.fixture
def ana(clinic):
    return make_user(clinic, phone="+355691234567")


@pytest.fixture
def connected(clinic):
    with clinic_context(clinic):
        store("twilio", {**SIDS, **SECRETS}, by=None)


def claims_of(token: str) -> dict:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_the_browsers_key_names_this_clinic_and_person_and_holds_no_secret(clinic, other_clinic, ana, connected):
    make_user(other_clinic, id=ana.pk, email="twin@example.com")

    answer = client_of(clinic, ana).post(TOKEN, {"identity": "clinic-0_user-1"})

    told = answer.json()
    assert claims_of(told["token"])["grants"]["identity"] == told["identity"]
    assert told["identity"] == f"clinic-{clinic.uuid.hex}_user-{ana.pk}"
    assert "not-for-browsers" not in answer.content.decode()
    assert "signs-only" not in answer.content.decode()
    with clinic_context(clinic):
        assert agent_of(f"client:{identity_of(ana)}") == ana.pk
    with clinic_context(other_clinic):
        assert agent_of(f"client:{told['identity']}") is None


def test_a_browser_that_asks_for_keys_all_the_time_is_told_to_wait(clinic, ana, connected):
    client = client_of(clinic, ana)

    answers = {client.post(TOKEN).status_code for _time in range(21)}

    assert answers == {200, 429}


def test_without_a_connection_the_number_opens_ones_own_telephone(clinic, ana):
    lead = make_lead(clinic, "Alice", country="IT")
    reach(clinic, lead, "phone", "+393331234567")
    client = client_of(clinic, ana)

    page = client.get(PHONE).content.decode()

    assert "data-tel" in page
    assert "connect Twilio under Integrations" in page
    assert client.post(TOKEN).status_code == 422
    assert client.post("/admin/comms/softphone/call/", {"lead": lead.pk}).status_code == 303
    with clinic_context(clinic):
        assert not Call.objects.exists()


def test_from_a_conversation_its_own_number_is_rung_and_one_stays_in_it(clinic, ana, connected):
    lead = make_lead(clinic, "Alice", assigned_to=ana)
    for number in ("+393331234567", "+447700900142"):
        reach(clinic, lead, "phone", number)
    talk = make_conversation(clinic, lead, address="+447700900142")
    client, page = client_of(clinic, ana), f"/admin/comms/inbox/{talk.pk}/"

    form = re.search(r"<form[^>]*softphone/call/.*?</form>", client.get(page).content.decode(), re.DOTALL)[0]
    fields = dict(re.findall(r'name="(lead|identity|next)" value="([^"]*)"', form))
    answer = client.post("/admin/comms/softphone/call/", fields)

    assert (answer.status_code, answer.url) == (303, page)
    with clinic_context(clinic):
        assert Call.objects.get().number == "+447700900142"


@pytest.fixture
def sound(clinic, settings, tmp_path):
    """A call of Alice's with its recording."""
    settings.PRIVATE_FILES_ROOT = tmp_path
    account = make_account(clinic, Channel.SMS, kind="twilio")
    lead = make_lead(clinic, "Alice")
    with clinic_context(clinic):
        call = Call.objects.create(lead=lead, account=account, is_out=False, at=lead.created_at, recording="kept")
        PrivateStorage().save(recordings.place_of(call), ContentFile(b"sound"))
    return call


def test_a_recording_is_heard_by_who_sees_the_lead_and_by_nobody_else(clinic, other_clinic, ana, sound):
    address = f"/admin/comms/recording/{sound.pk}/"
    ben = make_user(clinic, email="ben@example.com", data_scope="own")
    marketing = make_user(clinic, role=MARKETING, email="marketing@example.com")
    stranger = make_user(other_clinic, email="eve@example.com")
    with clinic_context(clinic):
        sound.lead.assigned_to = ana
        sound.lead.save()

    heard = client_of(clinic, ana).get(address)

    assert b"".join(heard) == b"sound"
    assert "no-store" in heard["Cache-Control"]
    assert client_of(clinic, ben).get(address).status_code == 404
    assert client_of(clinic, marketing).get(address).status_code == 403
    assert client_of(other_clinic, stranger).get(address).status_code == 404


def test_the_rules_of_calls_are_kept_and_refused_in_words(clinic):
    client = client_of(clinic, make_user(clinic, role=ADMIN))

    refused = client.post(RULES, {"rings_seconds": "4"})
    kept = client.post(RULES, {"rings_seconds": "40", "is_recorded": "on", "text_back": ""})

    assert (refused.status_code, kept.status_code) == (422, 302)
    with clinic_context(clinic):
        rules = CallRules.objects.get()
    assert (rules.is_recorded, rules.rings_seconds, rules.text_back) == (True, 40, None)


def test_ones_own_telephone_is_written_on_ones_own_page_in_any_spelling(clinic, ana):
    client = client_of(clinic, ana)
    said = {"full_name": "Ana Hoxha", "language": "en", "phone": "+355 69 765 4321"}

    assert client.post("/admin/me/", said).status_code == 302
    assert client.post("/admin/me/", {**said, "phone": "call me"}).status_code == 422

    with clinic_context(clinic):
        ana.refresh_from_db()
    assert ana.phone == "+355697654321"
