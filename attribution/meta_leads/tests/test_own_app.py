"""A clinic's own app at Meta: an address of its own, opened by its own word and secret, for its own pages alone."""

import json
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from attribution.meta_leads.models import Connection
from attribution.meta_leads.services import connecting, own_app
from attribution.meta_leads.services.connecting import connect
from attribution.meta_leads.services.polling import look_at
from attribution.meta_leads.tests.test_door import OURS, SECRET, THEIRS, body_of, kept, platform  # noqa: F401
from attribution.providers.simulator.lead_pages import drawn_page
from crm.lib.errors import InvalidData
from crm.lib.signing import meta_signature
from crm.testing.people import make_user
from leads.models import Lead
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic, ParkedEvent
from tenants.settings.errors import ProviderRefused
from tenants.settings.services.credentials import remove, store

OWN = {"app_id": "99887766554", "app_secret": "own-app-secret", "verify_token": "own-word"}
ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}


@pytest.fixture
def door(clinic):
    with clinic_context(clinic):
        store("meta_app", OWN, by=None)
        return urlsplit(own_app.callback()).path


def post(platform_client, path, body, secret=OWN["app_secret"]):
    headers = {"X-Hub-Signature-256": meta_signature(body, secret)}
    return platform_client.post(path, body, content_type="application/json", headers=headers).status_code


def test_it_hears_of_its_own_pages_by_its_own_secret_and_by_no_other(platform_client, clinic, door):
    body = body_of((OURS, 551))

    assert [post(platform_client, door, body, secret) for secret in (SECRET, "", "own-word")] == [403] * 3
    assert kept(clinic) == []
    assert post(platform_client, door, body) == 200
    assert kept(clinic) == ["lead:551"]
    assert post(platform_client, "/api/v1/webhooks/meta-leads", body) == 403


def test_what_it_signs_for_a_page_of_another_clinic_reaches_nobody(platform_client, clinic, other_clinic, door):
    assert post(platform_client, door, body_of((THEIRS, 551), (OURS, 552))) == 200

    assert (kept(clinic), kept(other_clinic)) == (["lead:552"], [])
    with platform_schema():  # it waits for nobody: the other clinic connecting the page again gets nothing of it
        assert ParkedEvent.objects.get().account == ""


def test_the_question_is_answered_to_its_own_word_alone(platform_client, clinic, door):
    words = ("own-word", "word", "")

    answers = [platform_client.get(door, ASKED | {"hub.verify_token": word}).status_code for word in words]

    assert answers == [200, 403, 403]
    with clinic_context(clinic):
        remove("meta_app")
    assert platform_client.get(door, ASKED | {"hub.verify_token": "own-word"}).status_code == 403


@pytest.mark.parametrize("closed", ["no app", "no clinic", "closing"])
def test_an_address_without_an_app_or_a_clinic_is_closed(platform_client, clinic, other_clinic, door, closed):
    path, body = door, body_of((OURS, 551))
    if closed == "no app":
        path = door.replace(str(clinic.uuid), str(other_clinic.uuid))
    elif closed == "no clinic":
        path = door.replace(str(clinic.uuid), "00000000-0000-4000-8000-000000000000")
    else:
        Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.CLOSING)

    assert [post(platform_client, path, body, secret) for secret in (OWN["app_secret"], "", SECRET)] == [403] * 3
    assert platform_client.get(path, ASKED | {"hub.verify_token": "own-word"}).status_code == 403
    assert kept(clinic) == []


@pytest.fixture
def page(simulator, settings):
    own = drawn_page("own", "Smile", app_id=OWN["app_id"], app_secret=OWN["app_secret"])
    return simulator.host.pages.know(own)


@pytest.mark.parametrize("becomes", [None, OWN | {"app_id": "99887766555"}])
def test_its_pages_are_asked_by_that_app_and_break_when_it_is_taken_away(clinic, simulator, door, page, becomes):
    admin, now = make_user(clinic, role="Admin"), timezone.now()
    simulator.host.pages.standing(page).wants_proof = True
    with clinic_context(clinic):
        row = connect(page.token, partner=None, by=admin, now=now)
        simulator.host.pages.fill(page.forms[0].id, {"full_name": ["Giulia"], "phone_number": ["+393399957010"]})
        assert (row.app_id, look_at(row.pk, now=now), Lead.objects.count()) == (OWN["app_id"], 1, 1)

        remove("meta_app") if becomes is None else store("meta_app", becomes, by=None)
        look_at(row.pk, now=now)

        row.refresh_from_db()
        assert (row.state, row.is_red, row.trouble) == ("broken", True, "proof")
        assert connecting.test(row.pk).refused.code == "app"


def test_a_page_of_the_platforms_app_stays_with_it(clinic, simulator, settings):
    settings.META_APP_ID, settings.META_APP_SECRET = "4711", SECRET
    ours = simulator.host.pages.know(drawn_page("ours", "Smile", app_id="4711", app_secret=SECRET))
    with clinic_context(clinic):
        row = connect(ours.token, partner=None, by=make_user(clinic, role="Admin"), now=timezone.now())
        store("meta_app", OWN, by=None)

        assert connecting.test(row.pk).is_enough
        assert Connection.objects.get().app_id == ""


def test_whether_meta_knows_it_is_asked_without_its_secret_in_an_address(clinic, simulator, page):
    with clinic_context(clinic):
        own_app.ask(OWN)
        for wrong in ({"app_secret": "another"}, {"app_id": "12345"}):
            with pytest.raises(ProviderRefused, match="does not know this app"):
                own_app.ask(OWN | wrong)
        with pytest.raises(InvalidData):
            store("meta_app", OWN | {"app_id": "me/../4"}, by=None)

    assert OWN["app_secret"] not in json.dumps([one["path"] for one in simulator.got("meta.app")])
