"""One timeline of a lead from every source: newest first, page by page, by kind (F:L23, F:T12)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crm.testing.statements import asked
from leads import timeline
from leads.models import Consent, ContactAttempt, Note, OwnerChange, Stage, StageChange
from leads.services.attempts import Said, log_attempt
from leads.services.consent.stopping import suppress
from leads.services.follow_ups import follow_up_done, set_follow_up
from leads.services.interactions import interactions_of
from leads.services.notes import add_note
from leads.services.scoring import rescore
from leads.services.timeline import timeline_of
from leads.tests.factories import arrive, make_lead
from leads.timeline import CHANGES, NOTES, Moment, timeline_source
from tenants.audit.services.record import record
from tenants.context import clinic_context

NOW = timezone.now()


@pytest.fixture
def lead(clinic):
    return make_lead(clinic)


@pytest.fixture
def busy(clinic, agent):
    """A lead of whom each source can tell `times` things, a minute apart."""

    def make(times: int):
        lead = make_lead(clinic, "Busy")
        for n in range(times):
            arrive(clinic, lead, minutes=n + 10)
        with clinic_context(clinic):
            stages = list(Stage.objects.all()[:2])
            for n in range(times):
                at = NOW - timedelta(minutes=n)
                Note.objects.create(lead=lead, body=f"Note {n}", at=at, by=agent)
                ContactAttempt.objects.create(lead=lead, disposition="busy", at=at, by=agent)
                step = {"from_stage": stages[0], "to_stage": stages[1], "to_semantic": stages[1].semantic}
                StageChange.objects.create(lead=lead, at=at, by=agent, **step)
                OwnerChange.objects.create(lead=lead, to_owner=agent, at=at, by=agent)
                Consent.objects.create(lead=lead, purpose="contact", is_given=True, at=at, source="form")
        return lead

    return make


def read(clinic, lead, reader, **asked_for):
    with clinic_context(clinic):
        return timeline_of(lead, reader, **asked_for)


def test_a_score_that_moved_says_how_much_and_by_what(clinic, agent, lead):
    with clinic_context(clinic):
        rescore([lead.pk], now=NOW)
        rescore([lead.pk], now=NOW + timedelta(days=40), quietly=True)

    lines = [one.about["line"] for one in read(clinic, lead, agent, kind=CHANGES).moments if "line" in one.about]
    [told] = [one.changes for one in lines if one.did.startswith("changed the score")]
    moved = {one.field: (one.before, one.after) for one in told}
    assert moved["Score"][0] == "0"
    assert moved["Ways to reach them"] == ("0", "4")


def test_how_often_we_were_in_touch_is_told_way_by_way(clinic, agent, act, lead):
    act(log_attempt, lead.pk, channel="call", disposition="busy", said=Said(note="Rang long"))
    act(log_attempt, lead.pk, channel="whatsapp", disposition="sent")
    act(add_note, lead.pk, body="Called us", kind="call")

    with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
        found = interactions_of(lead)

    assert [(str(way), number) for way, number in found] == [("Call", 2), ("WhatsApp", 1)]
    assert len(asked(captured)) == 1


def test_all_sources_stand_in_one_order_newest_first(clinic, agent, busy):
    shown = read(clinic, busy(3), agent, most=100)

    moments = [one.at for one in shown.moments]
    assert moments == sorted(moments, reverse=True)
    assert len({one.template for one in shown.moments}) == 6
    assert shown.older is None


@pytest.mark.parametrize("most", [1, 4, 7])
def test_page_by_page_each_thing_is_told_once(clinic, agent, busy, most):
    lead = busy(4)
    whole = read(clinic, lead, agent, most=100).moments

    found, before = [], None
    while True:
        page = read(clinic, lead, agent, before=before, most=most)
        found += page.moments
        before = page.older
        if before is None:
            break

    assert [(one.template, one.pk) for one in found] == [(one.template, one.pk) for one in whole]


def test_of_one_kind_only_that_and_other_sources_are_not_asked(clinic, agent, busy, monkeypatch):
    lead = busy(2)
    monkeypatch.setattr(timeline, "_sources", dict(timeline._sources))
    timeline_source("loud", lambda *_: pytest.fail("asked"), kinds=[CHANGES])

    shown = read(clinic, lead, agent, kind=NOTES)

    assert [one.kind for one in shown.moments] == [NOTES, NOTES]


def test_a_floor_above_adds_its_own_moments(clinic, agent, lead, monkeypatch):
    monkeypatch.setattr(timeline, "_sources", dict(timeline._sources))
    said = Moment(NOW + timedelta(days=1), "talk", "chat", "x.html")
    timeline_source("messages", lambda lead, reader, before, most: [said], kinds=["talk"])

    assert read(clinic, lead, agent).moments[0] == said


def test_more_that_happened_costs_no_more_questions(clinic, agent, busy):
    def cost(lead) -> int:
        with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
            timeline_of(lead, agent)
        return len(asked(captured))

    quiet, loud = busy(1), busy(20)
    cost(quiet)

    assert cost(loud) == cost(quiet) <= 16


def test_a_step_is_a_sentence_with_both_stages_and_who_did_it(clinic, agent, agent_client, busy):
    lead = busy(1)

    page = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/?show=changes").content.decode()
    words = " ".join(page.replace("<", " <").split())

    assert '<span class="bw-sub">Stage' in words
    assert '<b class="bw-b" dir="auto">Assigned' in words
    assert "by <bdi>agent@example.com" in words


def test_a_removed_note_and_one_of_an_attempt_stand_not_by_themselves(clinic, agent, lead):
    with clinic_context(clinic):
        Note.objects.create(lead=lead, body="Gone", at=NOW, by=agent, removed_at=NOW)
        told = Note.objects.create(lead=lead, body="Told", at=NOW, by=agent)
        ContactAttempt.objects.create(lead=lead, disposition="busy", at=NOW, by=agent, note=told)

    shown = read(clinic, lead, agent)

    assert [one.template for one in shown.moments if one.kind != CHANGES] == ["leads/timeline/attempt.html"]


@pytest.mark.parametrize("before", ["nonsense", "2026-13-45", "2026-11-21", "9" * 400])
def test_an_address_that_nobody_wrote_shows_the_newest(agent_client, lead, before):
    answer = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/", {"before": before, "show": before})

    assert answer.status_code == 200
    assert answer.context["before"] is None


def test_the_way_to_older_ones_leads_there(clinic, agent_client, busy):
    lead = busy(40)
    first = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/?show=notes")
    page = first.content.decode()
    link = page[page.index('rel="next" href="') :].split('"')[3].partition("#")[0].replace("&amp;", "&")

    second = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/{link}")

    assert [one.about["note"].body for one in second.context["timeline"].moments] == [
        f"Note {n}" for n in range(30, 40)
    ]


def test_what_is_no_column_of_a_lead_is_told_in_the_readers_words(clinic, agent, lead):
    with clinic_context(clinic):
        record("lead.heat_pinned", lead, changes={"temperature": ("warm", "hot")})
        record("lead.tagged", lead, changes={"tags": ([], ["vip"])})

    with translation.override("de"):
        moments = read(clinic, lead, agent, kind=CHANGES).moments
        told = [change for one in moments if "line" in one.about for change in one.about["line"].changes]

    assert [(one.field, one.before, one.after) for one in told if one.field in {"Temperatur", "Schlagwörter"}] == [
        ("Schlagwörter", "—", "vip"),
        ("Temperatur", "Warm", "Heiß"),
    ]


def test_a_stop_of_several_addresses_is_one_line_with_its_reason_and_its_end_another(clinic, agent, act, lead):
    addresses = [("phone", "+393331112223"), ("email", "marco@example.com")]
    why = {"reason": "asked", "source": "by hand", "lead": lead.pk}
    with clinic_context(clinic):
        suppress(addresses, by=agent, now=NOW, **why)
        shown = timeline_of(lead, agent, kind=CHANGES).moments

    told = [one.about["stop"] for one in shown if "stop" in one.about]
    assert [(one.reason, one.is_on, one.by) for one in told] == [("asked", True, agent)]
    assert not [one for one in shown if "line" in one.about and "no contact" in one.about["line"].did]


def test_what_was_agreed_by_hand_is_told_once(clinic, agent, lead):
    with clinic_context(clinic):
        Consent.objects.create(lead=lead, purpose="contact", is_given=True, at=NOW, source="by hand", by=agent)
        record("lead.agreed", lead, note="contact")
        shown = timeline_of(lead, agent, kind=CHANGES).moments

    lines = [one for one in shown if "line" in one.about and not one.about["is_beginning"]]
    assert (lines, len([one for one in shown if "consent" in one.about])) == ([], 1)


def test_next_steps_stand_under_a_chip_of_their_own(clinic, act, agent_client, lead):
    act(set_follow_up, [lead.pk], at=NOW + timedelta(days=1), note="Call about the date")
    act(follow_up_done, [lead.pk])

    page = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/?show=tasks")
    rest = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/?show=changes")

    assert [one.icon for one in page.context["timeline"].moments] == ["alarm", "alarm"]
    assert 'href="?show=tasks#timeline" class="on" aria-current="true"' in page.content.decode()
    assert "alarm" not in {one.icon for one in rest.context["timeline"].moments}
