"""Asking Meta: what leaves, what an answer means, how much is used (INTEGRATIONS 3)."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from attribution.providers.meta_leads.base import MetaRefused, Pace, Trouble
from attribution.providers.meta_leads.client import proof_of
from attribution.providers.meta_leads.usage import pace_of
from attribution.tests.lead_ads.wire import SECRET, TOKEN, graph, named, needs_vectors, pages_at
from crm.testing.answering import answering, saying

FORM = "900000000000001"
A_LEAD = {"id": "1234567890123456", "created_time": "2026-11-20T09:49:50+0000"}
TROUBLES = {
    "190_expired": Trouble.DEAD_TOKEN,
    "100_33_missing": Trouble.MISSING,
    "200_perm": Trouble.PERMISSION,
    "10_perm": Trouble.PERMISSION,
    "4_app_limit": Trouble.THROTTLED,
    "80005_leadgen_limit": Trouble.THROTTLED,
    "2_temp": Trouble.TRANSIENT,
    "proof": Trouble.PROOF,
    "html_502": Trouble.TRANSIENT,
}


def address(request):
    parts = urlsplit(request.split(b" ", 2)[1].decode())
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def refused(said, status=400, *headers):
    with graph(said, status, *headers) as (pages, _), pytest.raises(MetaRefused) as no:
        pages.lead("1")
    return no.value


def test_a_lead_is_asked_with_the_token_in_the_header_and_the_proof_of_this_very_token():
    with graph(A_LEAD) as (pages, server):
        lead = pages.lead("1234567890123456")

    path, query = address(server.heard[0])
    assert path == "/v26.0/1234567890123456"
    assert lead.created_at == datetime(2026, 11, 20, 9, 49, 50, tzinfo=UTC)
    assert f"Authorization: Bearer {TOKEN}".lower() in server.heard[0].decode().lower()
    assert query["appsecret_proof"] == proof_of(TOKEN, SECRET)
    assert "field_data" in query["fields"]
    assert TOKEN not in server.heard[0].split(b"\r\n", 1)[0].decode()


@needs_vectors
def test_the_proof_is_the_official_sdks():
    known = named("appsecret_proof.json")

    assert proof_of(known["access_token"], known["app_secret"]) == known["appsecret_proof"]


def test_a_window_is_asked_in_seconds_and_the_next_page_by_its_cursor():
    said = {"data": [A_LEAD], "paging": {"cursors": {"after": "NEXT"}, "next": "https://elsewhere/?access_token=S"}}
    since, until = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    with graph(said) as (pages, server):
        leads = pages.leads(FORM, since=since, until=until, after="HERE")

    path, query = address(server.heard[0])
    assert (path, query["after"], leads.after) == (f"/v26.0/{FORM}/leads", "HERE", "NEXT")
    assert json.loads(query["filtering"]) == [
        {"field": "time_created", "operator": "GREATER_THAN", "value": int(since.timestamp())},
        {"field": "time_created", "operator": "LESS_THAN", "value": int(until.timestamp())},
    ]


@needs_vectors
@pytest.mark.parametrize("name", sorted(TROUBLES))
def test_each_error_of_the_vectors_means_what_it_has_to(name):
    known = named("graph_errors.json")[name]
    body = known["body"] if isinstance(known["body"], dict) else known["body"].encode()

    no = refused(body, known["http_status"])

    assert no.trouble is TROUBLES[name]
    assert no.permanent is (TROUBLES[name] not in {Trouble.THROTTLED, Trouble.TRANSIENT})
    assert no.is_of_whole_app is (name == "4_app_limit")


def test_the_words_of_an_error_decide_nothing_and_are_told_to_nobody():
    error = {"message": "Error validating access token EAAsecret", "code": 2, "type": "OAuthException"}

    no = refused({"error": error}, 500)

    assert no.trouble is Trouble.TRANSIENT
    assert "EAAsecret" not in str(no)


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (200, b"<html>", Trouble.TRANSIENT),
        (200, b"[]", Trouble.TRANSIENT),
        (200, b'{"error": {"code": 190}}', Trouble.DEAD_TOKEN),
        (429, b"", Trouble.THROTTLED),
        (401, b"", Trouble.DEAD_TOKEN),
        (404, b"", Trouble.OTHER),
        (400, b'{"error": {"code": "190"}}', Trouble.OTHER),
        (400, b'{"error": {"code": 368}}', Trouble.BLOCKED),
        (400, b'{"error": {"code": 100, "type": "OAuthException"}}', Trouble.OTHER),
        (400, b'{"error": {"code": 77, "is_transient": true}}', Trouble.TRANSIENT),
        (400, b'{"error": 1}', Trouble.OTHER),
    ],
)
def test_any_other_answer_has_a_meaning_too(status, body, trouble):
    assert refused(body, status).trouble is trouble


def test_a_page_says_how_long_it_wants_to_be_left_alone():
    usage = {"100000000000001": [{"type": "leadgen", "call_count": 100, "estimated_time_to_regain_access": 19}]}

    no = refused(
        {"error": {"code": 80005}}, 400, f"X-Business-Use-Case-Usage: {json.dumps(usage)}", "Retry-After: 5"
    )

    assert no.wait == 19 * 60


def test_how_much_is_used_comes_with_every_answer():
    usage = {
        "1": [{"type": "leadgen", "call_count": 70, "total_time": 81}, {"type": "ads_insights", "call_count": 99}]
    }
    told = (f"X-Business-Use-Case-Usage: {json.dumps(usage)}", 'X-App-Usage: {"call_count": 12, "total_time": 5}')
    with graph(A_LEAD, 200, *told) as (pages, _):
        pages.lead("1")

    assert pages.pace == Pace(percent=81, app_percent=12, wait_seconds=0)


@pytest.mark.parametrize(
    "said", ["", "[]", "{", '{"a": 1}', '{"a": [1, {"call_count": "x"}]}', '{"call_count": -1}']
)
def test_headers_of_any_other_shape_say_nothing(said):
    assert pace_of({"X-App-Usage": said, "X-Business-Use-Case-Usage": said}) == Pace()


def test_nobody_there_is_a_trouble_that_passes():
    with answering(saying(b"")) as server:
        pages = pages_at(server, seconds=0.5)
    with pytest.raises(MetaRefused) as no:
        pages.lead("1")

    assert (no.value.trouble, no.value.code) == (Trouble.TRANSIENT, "away")


@pytest.mark.parametrize("token", ["", "tök", "a\nb"])
def test_what_was_never_a_token_is_a_dead_one_and_reaches_nobody(token):
    with graph({"error": {"code": 190}}, 400) as (_, server), pytest.raises(MetaRefused) as no:
        pages_at(server, token=token).lead("1")

    assert no.value.trouble is Trouble.DEAD_TOKEN
    assert token == "" or server.heard == []


@pytest.mark.parametrize("said", ["../me", "1?fields=x", "", "1" * 41, "١"])
def test_an_id_that_is_none_never_stands_in_an_address(said):
    with graph(A_LEAD) as (pages, server), pytest.raises(MetaRefused) as no:
        pages.lead(said)

    assert (no.value.trouble, server.heard) == (Trouble.MISSING, [])


@needs_vectors
def test_a_connection_is_tested_as_the_vectors_have_it():
    known = {key.split("?")[0]: value for key, value in named("test_connection.json").items()}
    with graph(known["GET /debug_token"]) as (pages, server):
        state = pages.token_state()
    assert (state.is_valid, state.kind, state.expires_at, state.missing) == (True, "PAGE", None, ())
    assert state.data_expires_at == datetime.fromtimestamp(1771400000, UTC)
    assert "Bearer 1|meta_app" in server.heard[0].decode().replace("bearer", "Bearer")

    with graph(known["GET /{page}"]) as (pages, _):
        assert pages.page().name == "Tirana Smile"
    with graph(known["GET /{page}/subscribed_apps"]) as (pages, server):
        assert pages.subscribed()
        assert not pages_at(server, app_id="2").subscribed()
    with graph(known["POST /{page}/subscribed_apps"]) as (pages, server):
        pages.subscribe()
    assert server.heard[0].startswith(b"POST /v26.0/100000000000001/subscribed_apps?subscribed_fields=leadgen")
    with graph(known["POST /{form}/test_leads"]) as (pages, _):
        assert pages.make_test_lead(FORM) == "5566778899001122"


@needs_vectors
def test_forms_come_with_their_questions():
    with graph({"data": [named("form_questions.json"), {"name": "no id"}]}) as (pages, _):
        (form,) = pages.forms().forms

    assert (form.name, form.locale, form.status) == ("Impianti IT", "it_IT", "ACTIVE")
    assert [question.type for question in form.questions] == ["FULL_NAME", "PHONE", "EMAIL", "CUSTOM"]
    assert form.questions[3].options == (("impianto", "Impianto"), ("faccette", "Faccette"))
