"""A page under Referrer-Policy no-referrer or same-origin: its browser tells no page of the form (H:L1)."""

import re

import pytest
from django.utils import timezone

from crm.lib.errors import TooMany
from crm.testing.people import client_of, key_of
from leads.admin.triage.reasons import why
from leads.models import Lead, LeadPayload
from leads.website.fields import CONSENT
from leads.website.tests.plain import PAGE, stored
from leads.website.words import words_in
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import forget_keys
from tenants.keys.services.revoke import revoke_key

MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com"}
SILENT = [(None, None), ("null", None), (None, ""), ("null", "")]


@pytest.mark.parametrize(("origin", "referer"), SILENT)
def test_it_is_thanked_and_waits_in_triage(clinic, send, origin, referer):
    answer = send(origin=origin, referer=referer)

    (payload,), leads = stored(clinic)
    assert answer.status_code == 201
    assert words_in("it")["thanks"] in answer.content.decode()
    assert leads == []
    assert payload.held_for == LeadPayload.HeldFor.UNCHECKED
    assert payload.fields["first_name"] == "Mario"
    assert "browser" in why(payload, about="")


def test_what_is_missing_is_asked_again_and_waits_then(clinic, send):
    page = send(origin="null", email="").content.decode()
    again = re.search(r'name="again" value="([^"]+)"', page)[1]

    answer = send(origin="http://clinic-a.localhost", again=again)

    payloads, leads = stored(clinic)
    assert answer.status_code == 201
    assert leads == []
    assert payloads[-1].held_for == LeadPayload.HeldFor.UNCHECKED
    assert "browser" in why(payloads[-1], about="")


def test_what_it_says_was_agreed_to_is_no_sentence_of_ours(send):
    from_nowhere = send(origin="null", email="", consent="Your card was declined.").content.decode()
    from_a_page = send(email="", consent="I agree to be called.").content.decode()

    assert "Your card was declined.</" not in from_nowhere
    assert words_in("it")[CONSENT.word] in from_nowhere
    assert "I agree to be called." in from_a_page


def test_it_opens_no_other_door(clinic, other_clinic, send, key):
    with clinic_context(clinic):
        ApiKey.objects.filter(text=key_of(clinic, kind="site", origins=[PAGE])).update(scopes=[])
        scopeless = ApiKey.objects.get(scopes=[]).text

    answers = [
        send(origin="null", client=client_of(other_clinic)),
        send(origin="null", key=key_of(clinic)),
        send(origin="null", key=scopeless),
        send(origin="null", again="x"),
        send(origin="http://clinic-a.localhost", again="null"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 201, 403]
    assert stored(clinic)[1] == stored(other_clinic)[1] == []


def test_a_revoked_key_is_refused(clinic, send, key):
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(text=key), now=timezone.now())
    forget_keys()

    assert send(origin="null").status_code == 403


def test_it_may_come_as_often_as_any_other(send, monkeypatch):
    def full(*args, **kwargs):
        raise TooMany(retry_after=7)

    monkeypatch.setattr("leads.website.plain.limit", full)

    assert send(origin="null").status_code == 429


@pytest.mark.browser
@pytest.mark.parametrize("policy", ["no-referrer", "same-origin", "strict-origin-when-cross-origin"])
def test_whatever_policy_a_page_has_no_enquiry_is_lost(website, patient, policy):
    visitor = patient(java_script_enabled=False, bypass_csp=True)
    said = f"<meta charset=utf-8><meta name=referrer content={policy}>"
    page = visitor.open(website.html().replace("<meta charset=utf-8>", said))
    visitor.fill(**MARIO)
    with page.expect_navigation() as answered:
        visitor.send()

    assert answered.value.status == 201
    with clinic_context(website.clinic):
        (payload,) = LeadPayload.objects.all()
        assert Lead.objects.exists() == (policy == "strict-origin-when-cross-origin")
    assert bool(payload.held_for) == (policy != "strict-origin-when-cross-origin")
