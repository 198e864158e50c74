"""The simulated Meta gives leads as the real one does: our adapter cannot tell, and its signatures are believed."""

import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
import pytest
from pywa.utils import webhook_updates_validator

from attribution.providers.meta_leads.base import PING, MetaRefused, Trouble
from attribution.providers.meta_leads.client import MetaPages
from attribution.providers.meta_leads.reading import event_in
from attribution.providers.meta_leads.splitting import split
from attribution.providers.simulator.lead_pages import drawn_page, keep_pages, kept_pages

OURS = "http://localhost/api/v1/webhooks/meta-leads"
GIULIA = {"full_name": ["Giulia Bellini"], "phone_number": ["+393331234567"], "which": ["implants", "veneers"]}


@pytest.fixture
def page(simulator):
    return simulator.host.pages.know(drawn_page("tirana", "Tirana Smile", url=OURS))


@pytest.fixture
def world(simulator):
    return simulator.host.pages


@pytest.fixture
def pages(simulator, page):
    return door(simulator, page)


def door(simulator, page, **more):
    keys = {"token": page.token, "app_id": page.app_id, "app_secret": page.app_secret, "page_id": page.id}
    return MetaPages(simulator.url, **{**keys, **more}, seconds=5)


def refused(ask):
    with pytest.raises(MetaRefused) as no:
        ask()
    return no.value


def test_a_page_is_connected_step_by_step(world, page, pages):
    world.standing(page).is_subscribed = False
    state = pages.token_state()

    assert (state.is_valid, state.kind, state.missing, state.page_id) == (True, "PAGE", (), page.id)
    assert pages.page().name == "Tirana Smile"
    assert not pages.subscribed()
    pages.subscribe()
    assert pages.subscribed()
    told = pages.forms().forms
    assert [form.locale for form in told] == ["en_GB", "it_IT"]
    assert pages.form(told[0].id) == told[0]
    assert told[0].questions[3].options[0] == ("implants", "Implants")


def test_rights_that_are_missing_are_named(world, page, pages):
    world.standing(page).lacks = {"leads_retrieval"}

    assert pages.token_state().missing == ("leads_retrieval",)
    assert refused(lambda: pages.leads(page.forms[0].id)).trouble is Trouble.PERMISSION


def test_a_filled_form_is_told_of_with_a_signature_that_the_judges_believe(simulator, world, page, pages):
    leadgen_id = world.fill(page.forms[0].id, GIULIA, boxes={"marketing_optin": True})
    (posted,) = simulator.deliver()

    (event,) = [event_in(part.body, now=datetime.now(UTC)) for part in split(posted["body"])]
    assert (event.leadgen_id, event.page_id, event.form_id) == (leadgen_id, page.id, page.forms[0].id)
    lead = pages.lead(leadgen_id)
    assert {answer.name: list(answer.values) for answer in lead.answers} == GIULIA
    assert lead.disclaimers == (("marketing_optin", True),)
    assert (lead.campaign_name, lead.is_organic, lead.is_test) == ("Implants autumn", False, False)


def test_its_signature_is_what_the_official_validator_wants(simulator, world, page):
    heard = []
    simulator.host.postman.post = lambda url, body, headers: (heard.append((body, headers)), (200, b""))[1]
    world.fill(page.forms[0].id, GIULIA)
    simulator.host.timetable.run_all()

    ((body, headers),) = heard
    assert webhook_updates_validator(page.app_secret, body, headers["X-Hub-Signature-256"])


def test_leads_come_newest_first_page_by_page_of_the_window_that_was_asked_for(world, page, pages):
    now, form = int(time.time()), page.forms[0].id
    ids = [world.fill(form, GIULIA, at=now - 1000 + number) for number in range(230)]

    found, after, asked = [], "", 0
    since = datetime.fromtimestamp(now - 1000 + 4, UTC)
    while asked == 0 or after:
        told = pages.leads(form, since=since, until=since + timedelta(seconds=220), after=after)
        found, after, asked = found + [lead.id for lead in told.leads], told.after, asked + 1

    assert (found, asked) == (ids[5:224][::-1], 3)


def test_new_leads_move_no_page_of_a_look_that_is_under_way(world, page, pages):
    now, form = int(time.time()), page.forms[0].id
    ids = [world.fill(form, GIULIA, at=now - 500 + number) for number in range(110)]

    first = pages.leads(form)
    world.fill(form, GIULIA, at=now)
    second = pages.leads(form, after=first.after)

    assert {lead.id for lead in first.leads + second.leads} == set(ids)


def test_what_may_go_wrong_at_meta_means_to_us_what_it_is(simulator, world, page, pages):
    form, leadgen_id = page.forms[0].id, world.fill(page.forms[0].id, GIULIA)
    simulator.tell("meta.leads", "status", status=400, code="80005")
    no = refused(lambda: pages.leads(form))
    assert (no.trouble, no.wait, no.is_of_whole_app) == (Trouble.THROTTLED, 720, False)
    simulator.tell("meta.leads", "status", status=502, code="")
    assert refused(lambda: pages.leads(form)).trouble is Trouble.TRANSIENT
    simulator.tell("meta.lead", "vanish")
    assert refused(lambda: pages.lead(leadgen_id)).code == "away"

    world.standing(page).used = 90
    pages.lead(leadgen_id)
    assert pages.pace.percent == 90
    world.standing(page).may_read_leads = False
    assert refused(lambda: pages.lead(leadgen_id)).trouble is Trouble.MISSING
    world.standing(page).is_alive = False
    assert refused(lambda: pages.lead(leadgen_id)).trouble is Trouble.DEAD_TOKEN
    assert not pages.token_state().is_valid


def test_the_proof_has_to_be_the_right_one_and_there_when_it_is_wanted(simulator, world, page):
    assert refused(lambda: door(simulator, page, app_secret="other").page()).trouble is Trouble.PROOF
    world.standing(page).wants_proof = True
    assert refused(lambda: door(simulator, page, app_secret="").page()).trouble is Trouble.PROOF
    assert door(simulator, page).page().id == page.id


def test_nobody_reads_another_pages_leads(simulator, world, page):
    other = world.know(drawn_page("milano", "Milano Smile", url=OURS))
    leadgen_id = world.fill(page.forms[0].id, GIULIA)
    theirs = door(simulator, other)

    assert refused(lambda: theirs.lead(leadgen_id)).trouble is Trouble.MISSING
    assert refused(lambda: theirs.leads(page.forms[0].id)).trouble is Trouble.MISSING
    assert refused(lambda: theirs.lead(PING)).trouble is Trouble.MISSING


def test_a_test_lead_is_one(pages, page):
    assert pages.lead(pages.make_test_lead(page.forms[0].id)).is_test


def test_webhooks_are_lost_and_doubled_when_that_is_asked_for(simulator, world, page):
    simulator.tell("hook.meta.leadgen", "drop")
    world.fill(page.forms[0].id, GIULIA)
    assert simulator.deliver() == []
    simulator.tell("hook.meta.leadgen", "duplicate")
    world.fill(page.forms[0].id, GIULIA)
    first, second = simulator.deliver()
    assert first["body"] == second["body"]


def test_a_patient_fills_a_form_on_a_page(simulator, world, page):
    form = page.forms[0]
    url = f"{simulator.url}/ads/{form.id}"
    assert "/ads" in httpx.get(simulator.url).text
    assert form.name in httpx.get(f"{simulator.url}/ads").text
    shown = httpx.get(f"{url}?as=giulia").text
    assert "Giulia Bellini" in shown
    said = {
        "q.full_name": "<b>Anna</b>",
        "q.which_treatment_do_you_need?": ["implants", "veneers"],
        "platform": "ig",
    }
    sent = httpx.post(url, content=urlencode({**said, "tells": "duplicate"}, doseq=True))

    assert "Thank you" in sent.text
    (lead,) = world.leads.values()
    answers = {one["name"]: one["values"] for one in lead["field_data"]}
    assert answers["full_name"] == ["<b>Anna</b>"]
    assert answers["which_treatment_do_you_need?"] == ["implants", "veneers"]
    assert (lead["platform"], lead["custom_disclaimer_responses"][0]["is_checked"]) == ("ig", "")
    assert len(simulator.deliver()) == 2


def test_a_token_is_ended_on_a_page_and_unknown_forms_are_not_there(simulator, world, page):
    httpx.post(f"{simulator.url}/ads/{page.id}/token")

    assert not world.standing(page).is_alive
    assert "make it good" in httpx.get(f"{simulator.url}/ads").text
    assert httpx.get(f"{simulator.url}/ads/66{'0' * 14}").status_code == 404


def test_pages_are_kept_for_the_next_start(tmp_path, page):
    keep_pages(tmp_path, [page])

    assert kept_pages(tmp_path) == [page]
    (tmp_path / "simulator_pages.json").write_text(json.dumps([{"id": 1}]))
    assert kept_pages(tmp_path) == kept_pages(None) == []
