"""Whatever stands in the contract's fields: an answer that ends the matter, and the bytes are kept (H:L4)."""

import json

import phonenumbers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Identity, Lead, LeadPayload
from leads.services.reading import LIMITS
from tenants.context import clinic_context

MARIO = {"first_name": "Mario", "phone": "+39333111222"}
GROWING = ["İ" * 254, "İ" * 120, "\u0958" * 120, "\ufb2c" * 254, "ß" * 254, "a@" + "İ" * 240 + ".com"]
texts = (
    st.text(max_size=300)
    | st.sampled_from(GROWING)
    | st.emails()
    | st.from_regex(r"\+?[0-9]{4,19}", fullmatch=True)
)
values = st.recursive(
    texts | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
named = st.fixed_dictionaries({}, optional={name: values for name in LIMITS if name != "clinic_slug"})
reachable = st.fixed_dictionaries({"first_name": texts, "last_name": texts, "email": texts, "phone": texts})


def send(clinic, key, body):
    return client_of(clinic).generic(
        "POST", "/api/v1/leads", body, content_type="application/json", headers={"X-API-Key": key}
    )


@pytest.fixture
def key(clinic):
    return key_of(clinic)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fields=named | reachable)
def test_any_object_is_answered_for_good_and_its_bytes_are_kept(clinic, key, fields):
    body = json.dumps(fields).encode()

    answer = send(clinic, key, body)

    assert answer.status_code in {200, 201, 400, 422}, answer.content
    with clinic_context(clinic):
        kept = LeadPayload.objects.latest("id")
    assert bytes(kept.body) == body
    assert (kept.lead_id is not None or kept.result == "held") == (answer.status_code in {200, 201})


@pytest.mark.parametrize("mail", GROWING)
def test_a_mail_that_grows_when_it_is_read_is_answered_for_good(clinic, key, mail):
    answer = post_lead(client_of(clinic), key, first_name="Mario", email=mail)

    assert answer.status_code in {201, 422}


def test_a_number_longer_than_any_network_takes_is_kept_and_flagged(clinic, key):
    german = "+4930123456789012"
    assert phonenumbers.is_valid_number(phonenumbers.parse(german))

    answer = post_lead(client_of(clinic), key, first_name="Mario", phone=german)

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert (Identity.objects.get().typed, Identity.objects.get().is_valid) == (german, False)


def test_a_value_that_the_database_refuses_is_refused_for_good_and_kept(clinic, key, monkeypatch):
    def too_long(payload, told, *, now):
        Identity.objects.create(lead_id=1, kind="email", value="x" * 300, typed="x")

    monkeypatch.setattr("leads.services.judging.enter", too_long)

    answer = post_lead(client_of(clinic), key, **MARIO)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.REFUSED


@pytest.mark.parametrize(
    "fields",
    [
        {"company_website": "https://robot.example"},
        {"company_website": "https://robot.example", "first_name": "M" * 500, "phone": ["x"]},
        {"company_website": "x" * 500, **MARIO},
        {"company_website": ["https://robot.example"], **MARIO},
    ],
    ids=["nothing-else", "wrong-fields", "long-trap", "trap-is-a-list"],
)
def test_a_robot_is_told_of_success_before_anything_else_is_looked_at(clinic, key, fields):
    answer = post_lead(client_of(clinic), key, **fields)

    assert answer.status_code == 201
    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
        assert (payload.result, answer.json()) == (LeadPayload.Result.HELD, {"lead_id": payload.submission})
        assert not Lead.objects.exists()


@pytest.mark.parametrize("slug", ["{slug}", " {slug}\n", "{upper}", "", " ", None])
def test_a_clinic_slug_that_means_the_keys_clinic_is_taken(clinic, key, slug):
    written = slug and slug.format(slug=clinic.slug, upper=clinic.slug.upper())

    assert post_lead(client_of(clinic), key, **MARIO, clinic_slug=written).status_code == 201


@pytest.mark.parametrize("slug", [["clinic-a"], {"slug": "clinic-a"}, True])
def test_a_clinic_slug_that_is_no_text_is_422_and_kept(clinic, key, slug):
    answer = post_lead(client_of(clinic), key, **MARIO, clinic_slug=slug)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["clinic_slug"])
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.REFUSED


def test_a_byte_order_mark_is_no_part_of_the_json(clinic, key):
    assert send(clinic, key, b"\xef\xbb\xbf" + json.dumps(MARIO).encode()).status_code == 201


def test_of_a_field_that_stands_twice_the_last_one_counts(clinic, key):
    answer = send(clinic, key, b'{"first_name": "Anna", "phone": "+39333111222", "first_name": "Mario"}')

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert Lead.objects.get().first_name == "Mario"


@pytest.mark.parametrize("name", ["\u202e\u200e", "\n\t", "\u200d"])
def test_a_name_of_nothing_one_can_see_is_no_name(clinic, key, name):
    answer = post_lead(client_of(clinic), key, first_name=name, phone=MARIO["phone"])

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["first_name"])


@pytest.mark.parametrize(
    ("first", "last"), [("محمد", "الحسن"), ("İlknur", "Işık"), ("Gëzim", "Çela"), ("علی\u200cرضا", "رضایی")]
)
def test_names_of_our_patients_arrive_as_they_are_written(clinic, key, first, last):
    post_lead(
        client_of(clinic), key, first_name=f"\u202b{first}\u202c", last_name=f"{last}\r\n", phone=MARIO["phone"]
    )

    with clinic_context(clinic):
        lead = Lead.objects.get()
    assert (lead.first_name, lead.last_name) == (first, last)
