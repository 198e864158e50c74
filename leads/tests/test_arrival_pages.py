"""The list of everything that arrived, and one arrival as it came (F:L21, H:L8)."""

import json

import pytest
from django.db import DataError
from django.utils import timezone

from crm.testing.hostile import PAYLOADS, believed
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.admin.payload.bodies import MOST
from leads.models import LeadPayload
from leads.services.answers import OTHER_BODY
from leads.services.doubts import REFUSED, in_words
from leads.services.refusing import our_fault
from leads.services.vouching import MISSING, WRONG
from leads.tests.factories import arrive, make_lead
from leads.tests.held import hold
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.staff import roles
from tenants.staff.models import User

LIST = "/admin/leads/leadpayload/"


@pytest.fixture
def manager(clinic):
    return client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))


def keep(clinic, body: bytes, **fields) -> LeadPayload:
    with clinic_context(clinic):
        return LeadPayload.objects.create(body=body, received_at=timezone.now(), **fields)


def shown(answer) -> list[int]:
    return [row.pk for row in answer.context["cl"].result_list]


def page_of(client, payload):
    return client.get(f"{LIST}{payload.pk}/change/")


def test_an_arrival_is_found_by_the_number_that_its_sender_was_told(clinic, manager):
    post_lead(client_of(clinic), key_of(clinic), first_name="Anna", email="anna@example.com")
    hold(clinic)
    with clinic_context(clinic):
        payload = LeadPayload.objects.get(result="new")

    assert shown(manager.get(LIST, {"q": str(payload.submission)})) == [payload.pk]
    assert shown(manager.get(LIST, {"q": str(payload.submission)[:5]})) == []
    assert b"Anna" in manager.get("/admin/search/", {"s": str(payload.submission)}).content


def test_whoever_sees_the_lead_finds_it_by_that_number_too(clinic, other_clinic, agent_client):
    lead = make_lead(clinic, "Anna")
    number = arrive(clinic, lead).submission
    foreign = arrive(other_clinic, make_lead(other_clinic, "Berta")).submission

    def found(term) -> list[int]:
        return shown(agent_client.get("/admin/leads/lead/", {"q": str(term)}))

    assert (found(number), found(foreign), found(number + 1)) == ([lead.pk], [], [])


def test_the_list_is_narrowed_by_result_key_and_day(clinic):
    admin = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))
    key_of(clinic)
    with clinic_context(clinic):
        key = ApiKey.objects.get()
    by_key = keep(clinic, b"{}", result="refused", key_id=key.pk)
    other = keep(clinic, b"{}", result="stored")
    tomorrow = (timezone.now() + timezone.timedelta(days=1)).date().isoformat()

    assert shown(admin.get(LIST, {"result__exact": "stored"})) == [other.pk]
    assert shown(admin.get(LIST, {"key": str(key.pk)})) == [by_key.pk]
    assert shown(admin.get(LIST, {"key": "'; --"})) == [other.pk, by_key.pk]
    assert shown(admin.get(LIST, {"received_at_from": tomorrow})) == []


@pytest.mark.parametrize(("role", "named"), [(roles.ADMIN, ["server", "page"]), (roles.MANAGER, [])])
def test_keys_are_named_to_whoever_sees_keys(clinic, role, named):
    arrivals = []
    for kind, name in (("secret", "server"), ("site", "page")):
        key_of(clinic, kind=kind, origins=["https://clinic.example"] if kind == "site" else None)
        with clinic_context(clinic):
            key = ApiKey.objects.order_by("pk").last()
            ApiKey.objects.filter(pk=key.pk).update(name=f"key of the {name}")
        arrivals.append(keep(clinic, b"{}", key_id=key.pk))
    reader = client_of(clinic, make_user(clinic, role=role, email="reader@example.com"))

    said = [answer.content.decode() for answer in (reader.get(LIST), *(page_of(reader, one) for one in arrivals))]

    assert [name for name in ("server", "page") if f"key of the {name}" in said[0]] == named
    assert [f"key of the {name}" in page for name, page in zip(("server", "page"), said[1:], strict=True)] == [
        name in named for name in ("server", "page")
    ]
    assert [page.count(">a key<") for page in said] == ([0, 0, 0] if named else [2, 1, 1])


def test_its_page_shows_the_bytes_the_headers_and_the_lead(clinic, manager):
    lead = make_lead(clinic, "Anna", "Rossi")
    payload = keep(
        clinic, b'{"first_name":"Anna"}', lead=lead, result="new", status=201, headers={"User-Agent": "Browser 1"},
        idempotency_key="form-7", fields={"first_name": "Anna", "utm_source": "google"},
    )  # fmt: skip

    body = page_of(manager, payload).content.decode()

    assert "{\n  &quot;first_name&quot;: &quot;Anna&quot;\n}" in body
    assert [word in body for word in ("Browser 1", "form-7", "google")] == [True] * 3
    assert f'href="/admin/leads/lead/{lead.pk}/change/"' in body


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00evil", b"", b"[" * 5000, b'"\\ud800"', b"9" * 5000, b'{"a": NaN}', b"\xe2\x80\xae<b>"]
)
def test_bytes_of_any_kind_have_a_page(clinic, manager, raw):
    answer = page_of(manager, keep(clinic, raw))

    assert answer.status_code == 200
    assert not believed(answer.content)


@pytest.mark.parametrize("depth", [20, 21, 400, 700])
def test_a_body_that_nests_deep_makes_no_page_that_is_much_longer(clinic, manager, depth):
    inner = b",".join([b"1"] * ((MOST - 2 * depth) // 2))
    raw = b"[" * depth + inner + b"]" * depth

    answer = page_of(manager, keep(clinic, raw))

    assert answer.status_code == 200
    assert len(answer.content) < 32 * MOST


def test_what_is_longer_than_the_front_door_takes_is_cut(clinic, manager):
    answer = page_of(manager, keep(clinic, b"x" * (MOST + 1)))

    assert answer.content.count(b"x" * MOST) == 1
    assert b"There is more than is shown." in answer.content


def test_nothing_in_an_arrival_is_more_than_text(clinic, manager):
    evil = {f"field{number}": text for number, text in enumerate(PAYLOADS)}
    headers = dict(zip(("Origin", "Referer", "User-Agent"), PAYLOADS, strict=False))
    fields = {"first_name": PAYLOADS[0], "message": PAYLOADS[1], "landing_page_url": "javascript:evil()"}
    raw = json.dumps(evil).encode()
    payload = keep(clinic, raw, headers=headers, reason=PAYLOADS[2], fields=fields, content_type=PAYLOADS[3][:100])

    assert not believed(page_of(manager, payload).content)
    assert not believed(manager.get(LIST).content)


def test_read_again_makes_the_lead_by_post_only(clinic, manager):
    payload = keep(clinic, b'{"first_name":"Anna","email":"anna@example.com"}')
    address = f"/admin/arrivals/{payload.pk}/read-again/"

    looked = manager.get(address)
    done = manager.post(address, follow=True)

    assert looked.status_code == 405
    assert [str(one) for one in done.context["messages"]] == ["Read again: it is a lead now."]
    assert done.context["lead"].full_name == "Anna"


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({"result": "stored"}, True),
        ({"result": "refused"}, True),
        ({"result": "held", "held_for": "unchecked"}, False),
        ({"result": "held", "held_for": "unchecked", "decision": "declined"}, False),
        ({"result": "new"}, False),
    ],
)
def test_read_again_is_offered_where_it_would_change_something(clinic, manager, fields, is_offered):
    payload = keep(clinic, b"{}", **fields)

    body = page_of(manager, payload).content.decode()

    assert (f"/admin/arrivals/{payload.pk}/read-again/" in body) is is_offered


@pytest.mark.parametrize(
    "raw",
    [
        b"{}", b'{"first_name":"Anna"}', b"[]", b"no json", b"[" * 30, b'{"a":NaN}', b'{"a":-Infinity}',
        b'{"first_name":"\\u0000"}', b'{"a":1e999}',
    ],
)  # fmt: skip
def test_why_it_was_refused_is_said_in_the_readers_language(clinic, raw):
    client_of(clinic).post(
        "/api/v1/leads", raw, content_type="application/json", headers={"X-API-Key": key_of(clinic)}
    )

    with clinic_context(clinic):
        assert LeadPayload.objects.get().reason in REFUSED


def test_what_a_check_or_a_fault_of_ours_refused_is_known_too():
    fault = our_fault(LeadPayload(), RuntimeError("x")).detail
    strange = our_fault(LeadPayload(), DataError("x")).detail

    assert {MISSING, WRONG, OTHER_BODY, fault, strange} <= REFUSED.keys()
    assert in_words("The enquiry is incomplete.") == ["The enquiry is incomplete."]


def test_an_agent_sees_no_raw_arrival(clinic, agent_client):
    payload = keep(clinic, b"{}")

    answers = [agent_client.get(LIST), page_of(agent_client, payload)]
    answers.append(agent_client.post(f"/admin/arrivals/{payload.pk}/read-again/"))

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_manager_with_own_leads_only_sees_no_arrival_of_a_colleagues(clinic):
    colleague = make_user(clinic, email="other@example.com")
    theirs = arrive(clinic, make_lead(clinic, assigned_to=colleague))
    nobodys = keep(clinic, b"{}")
    own = make_user(clinic, role=roles.MANAGER, email="own@example.com", data_scope=User.DataScope.OWN)
    client = client_of(clinic, own)

    assert shown(client.get(LIST)) == [nobodys.pk]
    assert page_of(client, theirs).status_code == 404
    assert client.post(f"/admin/arrivals/{theirs.pk}/read-again/").status_code == 404
