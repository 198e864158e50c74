"""POST /api/v1/leads: what a website sends is stored once a person, and every arrival is kept (F:I1 to I3)."""

import json

import pytest

from crm.testing.people import client_of, host_of, key_of, post_lead
from leads.models import Identity, Lead, LeadPayload
from tenants.context import clinic_context

MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com", "phone": "+39333111222"}
CONTRACT = MARIO | {
    "clinic_slug": "clinic-a",
    "landing_page_url": "https://clinic-site.example/implants",
    "referrer_url": "https://search.example/",
    "utm_source": "google",
    "utm_medium": "cpc",
    "utm_campaign": "implants_it",
    "utm_term": "all on 4",
    "utm_content": "ad_variant_1",
    "gclid": "abc123",
    "fbclid": "fb123",
    "company_website": "",
}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)
    return lambda **fields: post_lead(client, key, **fields)


def test_a_new_person_gets_201_and_the_same_person_200_with_the_same_lead_id(clinic, post):
    first, second = post(**CONTRACT), post(**CONTRACT)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["lead_id"] == second.json()["lead_id"]
    with clinic_context(clinic):
        assert second.json() == {"lead_id": Lead.objects.get().pk, "lead_score": Lead.objects.get().lead_score}
        assert Lead.objects.count() == 1
        assert [p.result for p in LeadPayload.objects.order_by("id")] == ["new", "known"]


def test_every_field_of_the_contract_is_kept_and_unknown_keys_stay_in_the_raw_body(clinic, post):
    post(**CONTRACT, travel_month="May")

    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
    assert payload.fields == {name: value for name, value in CONTRACT.items() if value}
    assert json.loads(bytes(payload.body))["travel_month"] == "May"


def test_the_neighbour_clinic_holds_nothing_of_it(clinic, other_clinic, post):
    post(**CONTRACT)

    with clinic_context(other_clinic):
        assert not Lead.objects.exists()
        assert not LeadPayload.objects.exists()
        assert not Identity.objects.exists()


@pytest.mark.parametrize(
    "spelling",
    [
        "+39333111222",
        "0039333111222",
        "+39 333 111 222",
        "+39-333-111-222",
        "(+39) 333.111.222",
        "tel:+39333111222",
    ],
)
def test_a_phone_number_is_one_person_however_it_is_spelt(clinic, post, spelling):
    known = post(first_name="Mario", phone="+39333111222").json()["lead_id"]

    answer = post(first_name="M.", phone=spelling)

    assert (answer.status_code, answer.json()["lead_id"]) == (200, known)


def test_a_mail_is_one_person_whatever_its_case(clinic, post):
    known = post(first_name="Mario", email="Mario@Example.com").json()["lead_id"]

    assert post(first_name="Mario", email="mario@example.COM").json()["lead_id"] == known


def test_a_second_way_to_reach_a_known_person_becomes_theirs(clinic, post):
    lead = post(first_name="Mario", email="mario@example.com").json()["lead_id"]
    post(first_name="Mario", email="mario@example.com", phone="+39333111222")

    assert post(first_name="Mario", phone="+39333111222").json()["lead_id"] == lead


def test_a_number_that_cannot_be_one_is_kept_as_written_and_flagged(clinic, post):
    answer = post(first_name="Mario", phone="call me at noon")

    assert answer.status_code == 201
    with clinic_context(clinic):
        identity = Identity.objects.get()
    assert (identity.typed, identity.is_valid) == ("call me at noon", False)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"first_name": "Mario"}, {"phone", "email"}),
        ({"email": "mario@example.com"}, {"first_name"}),
        ({"first_name": "M" * 121, "email": "mario@example.com"}, {"first_name"}),
        ({"first_name": ["Mario"], "email": "mario@example.com"}, {"first_name"}),
    ],
)
def test_an_incomplete_enquiry_is_422_names_the_fields_and_is_kept(clinic, post, fields, wrong):
    answer = post(**fields)

    assert answer.status_code == 422
    assert wrong <= set(answer.json()["fields"])
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.REFUSED
        assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"first_name": "\\u0000"}',
        b'{"first_name": "\\ud800"}',
        b'{"first_name": NaN}',
        b'{"first_name": 1e999}',
        b'{"first_name": "\xff"}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ],
    ids=["cut", "nul", "surrogate", "nan", "infinite", "latin-1", "huge-number", "deep"],
)
def test_json_that_no_database_takes_is_400_and_its_bytes_are_kept(clinic, body):
    answer = client_of(clinic).generic(
        "POST", "/api/v1/leads", body, content_type="application/json", headers={"X-API-Key": key_of(clinic)}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
    assert (payload.result, bytes(payload.body)) == (LeadPayload.Result.UNREADABLE, body)


def test_a_filled_trap_field_gets_the_answer_of_success_and_no_lead(clinic, post):
    answer = post(**CONTRACT | {"company_website": "https://robot.example"})

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.HELD
        assert not Lead.objects.exists()


def test_the_platforms_host_takes_the_lead_to_the_clinic_of_the_key(clinic, platform_client):
    answer = post_lead(platform_client, key_of(clinic), **CONTRACT)

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert Lead.objects.get().pk == answer.json()["lead_id"]


def test_a_key_on_the_neighbours_host_is_403_and_nothing_is_stored_anywhere(clinic, other_clinic):
    answer = post_lead(client_of(other_clinic), key_of(clinic), **MARIO)

    assert answer.status_code == 403
    assert nothing_stored(clinic, other_clinic)


def test_a_clinic_slug_that_is_not_the_keys_is_403_and_nothing_is_stored_anywhere(clinic, other_clinic, post):
    answer = post(**MARIO, clinic_slug=other_clinic.slug)

    assert answer.status_code == 403
    assert nothing_stored(clinic, other_clinic)


def nothing_stored(*clinics):
    for clinic in clinics:
        with clinic_context(clinic):
            if LeadPayload.objects.exists() or Lead.objects.exists():
                return False
    return True


@pytest.mark.parametrize("key", ["", "bw_secret_x", "bw_secret_" + "a" * 12 + "_" + "b" * 40])
def test_no_key_or_an_unknown_one_is_401(clinic, key):
    assert post_lead(client_of(clinic), key, **MARIO).status_code == 401


def test_a_site_key_is_told_an_opaque_number_for_new_and_known_alike(clinic):
    key = key_of(clinic, kind="site", origins=["https://clinic-site.example"])
    client = client_of(clinic)
    client.defaults["HTTP_ORIGIN"] = "https://clinic-site.example"

    first, second = post_lead(client, key, **MARIO), post_lead(client, key, **MARIO)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() != second.json()
    with clinic_context(clinic):
        lead = Lead.objects.get()
        assert lead.pk not in (first.json()["lead_id"], second.json()["lead_id"])
        assert LeadPayload.objects.get(submission=first.json()["lead_id"]).lead == lead


def test_a_site_key_from_another_page_is_403(clinic):
    key = key_of(clinic, kind="site", origins=["https://clinic-site.example"])
    client = client_of(clinic)
    client.defaults["HTTP_ORIGIN"] = "https://other.example"

    assert post_lead(client, key, **MARIO).status_code == 403


def test_a_fault_of_ours_keeps_the_payload_and_says_come_again(clinic, post, monkeypatch):
    monkeypatch.setattr("leads.services.judging.enter", lambda *_, **__: 1 / 0)

    answer = post(**MARIO)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.STORED


@pytest.mark.parametrize("late", ["receiving.announce_later", "receiving.tell", "judging.answer_of"])
def test_a_fault_after_the_lead_was_written_keeps_the_payload_alone(clinic, post, monkeypatch, late):
    monkeypatch.setattr(f"leads.services.{late}", lambda *_, **__: 1 / 0)

    answer = post(**MARIO)

    assert answer.status_code == 503
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.STORED
        assert not Lead.objects.exists()


def test_a_suspended_clinic_still_receives_leads(clinic, post):
    from tenants.services.states import suspend

    suspend(clinic)

    assert post(**MARIO).status_code == 201
    assert client_of(clinic).get("/admin/login/", HTTP_HOST=host_of(clinic)).status_code == 200
