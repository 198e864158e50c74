"""The live process as a browser meets it: who may listen, what arrives, what a return brings (HOUSE 13, H:T10)."""

import json

import pytest
from django.conf import settings
from redis import Redis

from crm.testing.people import host_of, key_of, make_user
from crm.testing.processes import until
from tenants.context import clinic_context
from tenants.live.publisher import publish
from tenants.live.streams import KEPT, stream_of
from tenants.live.tests.listening import Listener, cookies_of

SOON = 10  # seconds between the post of a form and the news on a page


@pytest.fixture
def page(live, fresh_clinic):
    """`page()` is a clinic with somebody logged in: (clinic, cookies). `page.listen(...)` opens a stream."""

    def make():
        clinic = fresh_clinic()
        return clinic, cookies_of(clinic, make_user(clinic))

    return make


@pytest.fixture
def ask(live):
    """One request to /live that must be refused, so that it has an end."""

    def get(clinic, cookies, **headers):
        host = headers.pop("host", host_of(clinic))
        return live.request("GET", "/live", host=host, cookies=cookies, headers=headers)

    return get


def tell(clinic, number):
    with clinic_context(clinic):
        publish("lead_created", {"lead_id": number})


def test_a_posted_lead_is_told_to_its_clinic_within_seconds_and_to_nobody_else(web, live, worker, page):
    (ours, our_cookies), (theirs, their_cookies) = page(), page()
    here, there = Listener(live, ours, our_cookies), Listener(live, theirs, their_cookies)

    answer = web.request(
        "POST",
        "/api/v1/leads",
        host=host_of(ours),
        json={"first_name": "Mario", "phone": "+39333111222"},
        headers={"X-API-Key": key_of(ours)},
    )

    until(here.leads, seconds=SOON)
    assert [json.loads(data) for data in here.leads()] == [{"lead_id": str(answer.json()["lead_id"])}]
    tell(theirs, 1)
    until(there.leads)
    assert [json.loads(data) for data in there.leads()] == [{"lead_id": "1"}]


def test_the_bytes_are_an_event_stream_that_nobody_may_keep(live, page):
    clinic, cookies = page()
    listener = Listener(live, clinic, cookies)

    tell(clinic, 7)

    until(listener.leads)
    headers = listener.response.headers
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-store"
    assert listener.source.retry == 3000
    assert listener.names() == ["open", "lead_created"]
    with Redis.from_url(settings.REDIS_URL) as client:
        assert listener.source.last_id == client.xrevrange(stream_of(clinic.uuid), count=1)[0][0].decode()


def test_without_a_session_of_this_clinic_there_is_no_stream(live, page, ask):
    (ours, our_cookies), (theirs, _) = page(), page()

    answers = [
        ask(ours, {}),
        ask(ours, {settings.SESSION_COOKIE_NAME: "made-up"}),
        ask(theirs, our_cookies),
        ask(ours, our_cookies, host="localhost"),
        ask(ours, our_cookies, host="unknown.localhost"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://clinic-a.localhost",
        "http://[",
        "http://x:99999999",
        "{ours}.evil.example",
    ],
)
def test_a_page_of_another_origin_is_refused_and_gets_no_cors_headers(live, page, ask, origin):
    clinic, cookies = page()

    answer = ask(clinic, cookies, Origin=origin.replace("{ours}", f"http://{host_of(clinic)}"))

    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_the_clinics_own_page_on_the_port_of_the_web_process_may_listen(web, live, page):
    clinic, cookies = page()
    origin = f"http://{host_of(clinic)}:{web.port}"

    listener = Listener(live, clinic, cookies, Origin=origin)

    assert listener.names() == ["open"]
    assert listener.response.headers["Access-Control-Allow-Origin"] == origin
    assert listener.response.headers["Access-Control-Allow-Credentials"] == "true"


def test_a_page_that_comes_back_is_told_what_it_missed_and_only_that(live, page):
    clinic, cookies = page()
    first = Listener(live, clinic, cookies)
    tell(clinic, 1)
    until(first.leads)
    first.leave()
    tell(clinic, 2)
    tell(clinic, 3)

    second = Listener(live, clinic, cookies, last_id=first.source.events[1].id)
    tell(clinic, 4)

    until(lambda: len(second.leads()) == 3)
    assert [json.loads(data)["lead_id"] for data in second.leads()] == ["2", "3", "4"]
    assert "resync" not in second.names()


@pytest.mark.parametrize("last_id", ["1-0", "99999999999999-0", "garbage", "1-x"])
def test_a_page_that_was_away_for_too_long_is_told_to_ask_anew_and_then_hears_the_news(live, page, last_id):
    clinic, cookies = page()
    tell(clinic, 1)

    listener = Listener(live, clinic, cookies, last_id=last_id)
    until(lambda: "resync" in listener.names())
    tell(clinic, 2)

    until(listener.leads)
    assert listener.names() == ["open", "resync", "lead_created"]
    assert json.loads(listener.leads()[0])["lead_id"] == "2"


def test_a_stream_keeps_about_so_many_events(committed, page):
    clinic, _ = page()
    with Redis.from_url(settings.REDIS_URL) as client, client.pipeline() as pipe:
        for _ in range(KEPT * 2):
            pipe.xadd(stream_of(clinic.uuid), {"event": "lead_created"}, maxlen=KEPT, approximate=True)
        pipe.execute()

        assert KEPT <= client.xlen(stream_of(clinic.uuid)) < KEPT * 1.5


@pytest.mark.chaos
@pytest.mark.xdist_group("chaos")
def test_after_redis_was_away_open_pages_are_told_once_to_ask_anew(servers, live, page):
    clinic, cookies = page()
    listener = Listener(live, clinic, cookies)
    servers.redis.stop()
    try:
        until(lambda: live.running())
    finally:
        servers.redis.start()

    until(lambda: "resync" in listener.names())
    tell(clinic, 5)

    until(listener.leads)
    assert listener.names() == ["open", "resync", "lead_created"]
