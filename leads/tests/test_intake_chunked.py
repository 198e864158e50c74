"""A body without a declared length, as some servers send it, through the real web process."""

import json

from crm.testing.people import host_of, key_of
from leads.models import Lead
from tenants.context import clinic_context


def in_pieces(body: bytes):
    yield body[:10]
    yield body[10:]


def post(web, clinic, body):
    headers = {"X-API-Key": key_of(clinic), "Content-Type": "application/json"}
    return web.request("POST", "/api/v1/leads", host=host_of(clinic), content=in_pieces(body), headers=headers)


def test_a_body_in_pieces_is_a_lead_like_any_other(web, fresh_clinic):
    clinic = fresh_clinic()

    answer = post(web, clinic, json.dumps({"first_name": "Mario", "email": "mario@example.com"}).encode())

    assert answer.status_code == 201, answer.text
    with clinic_context(clinic):
        assert Lead.objects.get().pk == answer.json()["lead_id"]


def test_a_body_in_pieces_over_64_kb_is_413(web, fresh_clinic):
    assert post(web, fresh_clinic(), b'{"first_name": "' + b"x" * 70_000 + b'"}').status_code == 413
