"""A key is for creating leads: where data is read or changed it gets a refusal, and none of the data (H:L1)."""

import json

import pytest

from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import LeadPayload
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.keys import scopes
from tenants.keys.models import ApiKey

PAGE = "https://clinic-site.example"
ASKED = [
    ("GET", "/api/v1/leads"),
    ("HEAD", "/api/v1/leads"),
    ("GET", "/api/v1/leads/{lead}"),
    ("PATCH", "/api/v1/leads/{lead}"),
    ("GET", "/api/v1/staff"),
    ("GET", "/api/v1/trail"),
    ("GET", "/api/v1/notices"),
    ("POST", "/api/v1/notices/read"),
    ("GET", "/api/schema/"),
]
UNKNOWN = "bw_secret_abcdefghijkl_" + "a" * 40


def ask(clinic, method, path, key, *, client=None, origin=PAGE):
    lead = make_lead(clinic, "Zenobia", "Private")
    headers = {"X-API-Key": key, "Origin": origin}
    body = json.dumps({"first_name": "Other"})
    path = path.format(lead=lead.pk)
    client = client or client_of(clinic)
    return client.generic(method, path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(("method", "path"), ASKED)
@pytest.mark.parametrize("kind", ["secret", "site"])
def test_a_known_key_is_403_and_sees_nothing(clinic, method, path, kind):
    key = key_of(clinic, kind=kind, origins=[PAGE] if kind == "site" else None)

    answer = ask(clinic, method, path, key)

    assert answer.status_code == 403
    assert b"Zenobia" not in answer.content
    if method != "HEAD":
        assert answer.json()["detail"] == "This key may only create leads."


@pytest.mark.parametrize(("method", "path"), ASKED)
@pytest.mark.parametrize("key", ["", "x", UNKNOWN])
def test_an_unknown_key_is_401(clinic, method, path, key):
    assert ask(clinic, method, path, key).status_code == 401


def test_the_neighbours_key_is_403_too(clinic, other_clinic):
    assert ask(clinic, "GET", "/api/v1/leads", key_of(other_clinic)).status_code == 403


def test_whoever_is_logged_in_is_no_worse_off_with_a_key_beside(clinic):
    client = client_of(clinic, make_user(clinic))

    answer = ask(clinic, "GET", "/api/v1/leads", key_of(clinic), client=client)

    assert answer.status_code == 200


def test_a_scope_has_a_name_and_belongs_to_one():
    assert str(scopes.title_of("leads:create")) == "Create leads"
    assert scopes.title_of("nobody:knows") == "nobody:knows"

    with pytest.raises(ValueError, match="declared twice"):
        scopes.scope("leads:create", "Something else")


def test_a_key_without_the_right_to_create_leads_creates_none(clinic):
    key = key_of(clinic)
    with clinic_context(clinic):
        ApiKey.objects.update(scopes=["something:else"])

    answer = post_lead(client_of(clinic), key, first_name="Mario", email="mario@example.com")

    assert answer.status_code == 403
    with clinic_context(clinic):
        assert not LeadPayload.objects.exists()
