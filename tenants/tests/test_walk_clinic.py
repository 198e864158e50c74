"""Every address of a clinic's host, asked by everybody with the neighbour's ids (H:T2, T7, T18, HAZARDS 3.2)."""

import itertools
from urllib.parse import urlsplit

import pytest

from crm.testing.canaries import person_of
from crm.testing.people import client_of, key_of, make_user
from crm.testing.walk import (
    METHODS,
    Unfillable,
    addresses,
    calls,
    fingerprint,
    listening,
    only_looks,
    walk,
    writes_in,
)
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.roles import ADMIN, ROLES

# What somebody without a session may be answered: by route. Everything else is a login or a refusal.
ANONYMOUS = {
    "": "redirects to work, which leads to the login",
    "dashboard": "the same",
    "admin/login/": "the login",
    "admin/logout/": "leads to the login",
    "invitation/<str:uid>/<str:token>/": "its token is its own proof",
    "embed/<path:embedded>": "what a website loads: the same for everybody",
    "reset/": "asks for a mail and tells nothing",
    "l/<str:link_code>": "a patient's short link: leads on, or says that it leads nowhere",
    "u/<str:stop_token>": "its token is its own proof",
    "api/v1/leads": "OPTIONS says which methods there are; everything else needs a key",
}
# They lead whoever has the link where it was made to lead.
OWN_PROOF = {"invitation/<str:uid>/<str:token>/", "l/<str:link_code>"}
ALIKE = [method for method in METHODS if method not in {"GET", "POST"}]
# Forms that show again what the walk itself typed into them.
ECHOES = {"admin:staff_invite", "admin:lead_new", "admin:patient_fields"}


def in_turn(steps):
    """All of them, but of a page of ours, which is the same by each of these methods, one: each has its turn."""
    turns = itertools.cycle(ALIKE)
    for _, group in itertools.groupby(steps, key=lambda step: step.path):
        asked = {"GET", "POST", next(turns)}
        yield from (s for s in group if s.foreign or s.path.startswith("/api/") or s.method in asked)


@pytest.fixture
def walked(canaries):
    """Everything heard by one visitor of A's host, after checking that nothing of B was in it or touched.

    Whoever only looks, writes nowhere at all (H:N12).
    """
    here, there = canaries
    steps = calls("crm.urls_clinic", here, there)
    body = {
        "action": "delete_selected",
        "_selected_action": str(there.rows[User].pk),
        "post": "yes",
        "clinic_slug": there.clinic.slug,
        "email": f"{there.text.lower()}@example.com",
        "first_name": "Somebody",
    }

    def visit(client, choose=list, **headers):
        asked = list(choose(steps))
        looks = [step for step in asked if step.method == "GET" and only_looks(step)]
        tries = [step for step in asked if step not in looks]
        before, written = fingerprint(there.clinic), writes_in(there.clinic)
        anywhere = {"also": ["public", there.clinic.schema_name]}
        with listening() as lines:
            written_before = writes_in(here.clinic, **anywhere)
            heard = walk(client, looks, body=body, **headers)
            assert writes_in(here.clinic, **anywhere) == written_before, "Whoever only looks wrote a row."
            heard += walk(client, tries, body=body, **headers)
        assert not [str(one) for one in heard if one.status >= 500]
        assert not [str(one) for one in heard if there.sings_in(one.text) and one.call.address.name not in ECHOES]
        assert not [str(one) for one in heard if one.call.foreign and not one.denied]
        assert writes_in(there.clinic) == written
        assert fingerprint(there.clinic) == before
        assert not [line for line in lines() if here.sings_in(str(line)) or there.sings_in(str(line))]
        requests = [line for line in lines() if line["event"] == "request"]
        assert len(requests) == len(asked)
        assert {line["clinic"] for line in requests} == {here.clinic.schema_name}
        return heard

    return visit


@pytest.mark.any_postgres
@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMIN])
def test_no_role_reads_or_changes_anything_of_the_neighbour(canaries, walked, role):
    """By reading and sending; an Admin, who may do more, tries every method below."""
    here, _ = canaries
    walker = client_of(here.clinic, person_of(here, role))

    heard = walked(walker, lambda steps: (step for step in steps if step.method in {"GET", "POST"}))

    assert any(one.status == 200 for one in heard)


@pytest.mark.any_postgres
def test_a_visitor_without_a_session_gets_the_login_or_a_refusal_everywhere_else(canaries, walked):
    here, _ = canaries

    heard = walked(client_of(here.clinic))

    open_to_all = [one for one in heard if not one.denied]
    assert {one.call.address.route for one in open_to_all} <= ANONYMOUS.keys()
    aside = [one for one in open_to_all if one.call.address.route not in OWN_PROOF]
    assert not [str(one) for one in aside if here.sings_in(one.text)]
    assert {urlsplit(one.response["Location"]).path for one in aside if one.status == 302} <= {"/admin/"}


@pytest.mark.any_postgres
def test_an_api_key_of_the_neighbour_opens_nothing_here(canaries, walked):
    here, there = canaries
    key = key_of(there.clinic)

    heard = walked(client_of(here.clinic), **{"X-API-Key": key})

    intake = [one for one in heard if one.call.address.route == "api/v1/leads" and one.call.method == "POST"]
    assert [one.status for one in intake] == [403]


def test_an_admin_reads_the_own_canary_and_nothing_of_the_neighbour(canaries, walked):
    here, _ = canaries

    heard = walked(client_of(here.clinic, person_of(here, ADMIN)), in_turn)

    read = {one.call.address.route for one in heard if here.sings_in(one.text)}
    assert {"admin/leads/lead/", "admin/leads/lead/<path:object_id>/change/"} <= read


@pytest.mark.parametrize("path", ["/admin/leads/lead/?q=canary", "/admin/staff/user/?q=canary"])
def test_a_search_that_fits_everybody_finds_the_own_people_only(canaries, path):
    here, there = canaries
    user = make_user(here.clinic, role=ADMIN, email="walker@example.com")

    answer = client_of(here.clinic, user).get(path)

    assert here.sings_in(answer.content)
    assert not there.sings_in(answer.content)


HEADERS = [
    ("Accept", "text/xml"),
    ("Accept", ";q=x,,/*"),
    ("Content-Type", "multipart/form-data"),
    ("Content-Type", "x; a*=utf-8''%zz"),
    ("Content-Type", ""),
    ("HX-Request", "true"),
    ("If-Modified-Since", "never"),
    ("Range", "bytes=9-1"),
    ("Accept-Language", "xx-" * 400),
    ("X-Forwarded-Proto", "ftp, http"),
]


@pytest.mark.any_postgres
@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_no_address_breaks_on_a_header(canaries, name, value):
    here, there = canaries
    client = client_of(here.clinic, make_user(here.clinic, role=ADMIN, email="walker@example.com"))
    steps = [step for step in calls("crm.urls_clinic", here, there) if step.method in {"GET", "POST"}]
    # Every seventh, by reading or by sending: each address meets one or two, and each header all kinds of views.
    share = steps[HEADERS.index((name, value)) % 7 :: 7]

    heard = walk(client, share, body={"username": "x", "next": "//other.example/"}, **{name: value})

    assert not [str(one) for one in heard if one.status >= 500]


def test_an_address_that_the_walk_cannot_fill_is_an_error(canaries, monkeypatch):
    here, there = canaries
    monkeypatch.setattr("crm.testing.walk.FILLERS", {})

    with pytest.raises(Unfillable):
        calls("crm.urls_clinic", here, there)


def test_rows_of_the_same_kind_have_no_id_in_common_where_the_walk_asks_by_id(canaries):
    here, there = canaries
    models = {address.model for address in addresses("crm.urls_clinic") if "object_id>/change" in address.route}

    for model in models:
        with clinic_context(here.clinic):
            assert not model.objects.filter(pk=there.rows[model].pk).exists()
