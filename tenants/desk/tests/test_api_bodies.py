"""What staff's programs send is as limited as what a website sends (H:L4)."""

import json

import pytest

from leads.tests.factories import make_lead
from tenants.desk.api.bodies import MAX_BYTES

NOTICES = "/api/v1/notices/read"


def body_of(size):
    """A JSON object of that many bytes."""
    return json.dumps({"x": "a" * (size - len('{"x": ""}'))})


@pytest.fixture
def send(clinic, agent_client):
    lead = make_lead(clinic)

    def ask(method, path, body, **options):
        path = path or f"/api/v1/leads/{lead.pk}"
        return agent_client.generic(method, path, body, content_type="application/json", **options)

    return ask


DOORS = [("PATCH", ""), ("POST", NOTICES)]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_a_body_over_64_kb_is_413_before_anybody_reads_it(send, method, path):
    refused = send(method, path, body_of(MAX_BYTES + 1))

    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert send(method, path, body_of(MAX_BYTES)).status_code == 422


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_nothing_at_all_is_no_json(send, method, path):
    refused = send(method, path, "")

    assert (refused.status_code, refused.json()["code"], refused.json()["fields"]) == (400, "unreadable", {})
