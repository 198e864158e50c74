"""Leads that are here already are scored anew, many at once, from all that is known of them (F:0.1, F:L10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from crm.testing.statements import statements
from leads.models import (
    ContactAttempt,
    Heat,
    Lead,
    LeadTag,
    Recalculation,
    ScoringProfile,
    Tag,
    Temperature,
    Treatment,
)
from leads.services.contact import contacted
from leads.services.editing import change_lead
from leads.services.heat import cool_leads
from leads.services.heat.pinning import pin
from leads.services.scoring import PRESETS, Facts, facts_of_leads, rescore
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.tag_list import delete_tag, keep_tag
from leads.services.tags import tag_leads
from leads.tests.factories import arrive, make_lead, reach, stage_of
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def known(here):
    """Somebody of whom all is known that can be: 'Rossi' of a company, tagged, who wrote three times."""
    bridge = Treatment.objects.get(code="bridge")
    lead = make_lead(here, "Anna", "Rossi", country="IT", company="Rossi", treatment=bridge, source="referral")
    reach(here, lead, "phone", "+393331112220")
    reach(here, lead, "email", "anna@rossi-costruzioni.example")
    for minutes in (300, 200, 100):
        arrive(here, lead, minutes=minutes, message="Hello")
    LeadTag.objects.create(lead=lead, tag=Tag.objects.create(name="Enterprise"), at=timezone.now())
    ContactAttempt.objects.create(
        lead=lead, disposition="sent", at=timezone.now() - timedelta(minutes=230, seconds=30)
    )
    return lead


def gathered(lead: Lead) -> Facts:
    [row] = Lead.objects.filter(pk=lead.pk).select_related("treatment")
    return facts_of_leads([row])[lead.pk]


def test_everything_that_is_known_of_a_lead_is_gathered(here, known):
    facts = gathered(known)

    assert facts == Facts(
        has_phone=True,
        has_email=True,
        has_both_names=True,
        has_place=True,
        email_domain="rossi-costruzioni.example",
        company="Rossi",
        source="referral",
        tags=frozenset({"Enterprise"}),
        treatment="Bridge",
        interest="in a message",
        created_at=known.created_at,
        last_inbound_at=known.last_arrival_at,
        inbound_replies=2,
        response_minutes=30,
    )


def test_of_somebody_unknown_nothing_is_claimed(here):
    lead = make_lead(here, "", "", source="other")
    reach(here, lead, "phone", "333 12", is_valid=False)

    facts = gathered(lead)

    assert facts == Facts(source="other", created_at=lead.created_at, last_inbound_at=lead.last_arrival_at)


def test_one_leads_facts_are_not_anothers(here, known):
    other = make_lead(here, "Luca", "", source="other")

    both = facts_of_leads(list(Lead.objects.select_related("treatment")))

    assert (both[known.pk].tags, both[other.pk].tags) == (frozenset({"Enterprise"}), frozenset())
    assert (both[other.pk].has_phone, both[other.pk].inbound_replies) == (False, 0)


@pytest.mark.parametrize("leads", [1, 30])
def test_as_many_statements_for_thirty_leads_as_for_one(here, leads):
    pks = [make_lead(here).pk for _ in range(leads)]
    rescore(pks[:0], now=timezone.now())

    with CaptureQueriesContext(connection) as captured:
        changed = rescore(pks, now=timezone.now())

    assert changed == leads
    assert len(statements(captured)) == 9, statements(captured)  # hold, read, 4 facts, write, tell; heat: hold


def test_a_second_time_changes_nothing_and_writes_nothing(here, known):
    now = timezone.now()
    rescore([known.pk], now=now)

    with CaptureQueriesContext(connection) as captured:
        again = rescore([known.pk], now=now)

    assert again == 0
    assert not [one for one in statements(captured) if one.startswith("UPDATE")]


def test_a_lead_that_came_and_wrote_again_scores_the_same_when_it_is_scored_anew(clinic):
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Mario", last_name="Rossi", email="mario@example.com", message="My teeth")
    post_lead(client, key, first_name="Mario", email="mario@example.com", phone="+39333111222")

    with clinic_context(clinic):
        lead = Lead.objects.get()
        changed = rescore([lead.pk], now=lead.last_arrival_at)

    assert {row["factor"]: row["points"] for row in lead.score_breakdown}["engagement"] == 4  # one reply, of 12
    assert changed == 0


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_who_comes_back_after_the_end_is_scored_by_the_journey_that_begins(clinic, preset):
    client, key = client_of(clinic), key_of(clinic)
    with clinic_context(clinic):
        use(preset)
    post_lead(client, key, first_name="Mario", last_name="Rossi", email="mario@example.com", treatment="All-on-4")
    with clinic_context(clinic):
        tried = {"disposition": "no_answer", "at": timezone.now() - timedelta(minutes=5)}
        ContactAttempt.objects.create(lead=Lead.objects.get(), **tried)
        Lead.objects.update(stage=stage_of("lost"))

    post_lead(client, key, first_name="Mario", email="mario@example.com")

    with clinic_context(clinic):
        lead = Lead.objects.get()
        assert (lead.enquiry, lead.treatment_id, rescore([lead.pk], now=lead.last_arrival_at)) == (2, None, 0)


def test_a_profile_in_which_tags_count_sees_them(here, known):
    profile = PRESETS["source_quality"].profile(version=7)

    rescore([known.pk], now=timezone.now(), profile=profile)

    known.refresh_from_db()
    assert (known.lead_score, known.profile_version) == (100, 7)  # 105, capped


@pytest.mark.parametrize(("points", "expected"), [(71, Temperature.HOT), (70, Temperature.WARM)])
def test_71_is_hot_and_70_is_not(here, points, expected):
    lead = make_lead(here, source="referral", minutes=1)
    profile = PRESETS["source_quality"].profile().__class__((), version=3, base=points)

    rescore([lead.pk], now=timezone.now(), profile=profile)

    assert Heat.objects.get(pk=lead.pk).temperature == expected


def test_a_new_score_warms_nobody_who_has_been_silent_for_long(here):
    lead = make_lead(here, minutes=20 * 24 * 60)
    hot = PRESETS["source_quality"].profile().__class__((), version=3, base=90)

    rescore([lead.pk], now=timezone.now(), profile=hot)

    lead.refresh_from_db()
    assert (lead.lead_score, Heat.objects.get(pk=lead.pk).temperature) == (90, Temperature.COLD)


def test_our_own_word_and_a_change_that_gives_no_warmer_score_make_nobody_hot_again(here, act):
    days = 4 * 24 * 60
    lead = make_lead(here, source="referral", minutes=days)
    hot = PRESETS["source_quality"].profile().__class__((), version=3, base=90)
    rescore([lead.pk], now=lead.created_at, profile=hot)
    cool_leads(now=timezone.now())
    act(lambda by, now: contacted([lead.pk], by=by, at=now))

    rescore([lead.pk], now=timezone.now(), profile=hot)

    assert Heat.objects.get(pk=lead.pk).temperature == Temperature.WARM


def test_a_pinned_temperature_and_that_of_a_lead_that_is_done_stay(here, act):
    pinned, done = make_lead(here), make_lead(here, stage="Lost", temperature=Temperature.HOT)
    act(pin, pinned.pk, Temperature.HOT)

    rescore([pinned.pk, done.pk], now=timezone.now())

    assert set(Heat.objects.values_list("temperature", flat=True)) == {Temperature.HOT}


def test_a_change_that_the_score_stands_on_scores_the_lead_anew(here, act):
    lead = make_lead(here, "Anna", "", source="other")
    rescore([lead.pk], now=timezone.now())
    before = Lead.objects.get(pk=lead.pk).lead_score

    act(change_lead, lead.pk, {"treatment_id": Treatment.objects.get(code="bridge").pk, "last_name": "Rossi"})

    after = Lead.objects.get(pk=lead.pk)
    assert after.lead_score - before == 20 + 4  # of dental tourism: the treatment, both names
    told = Entry.objects.about(lead).saying("lead.scored")[0].changes
    assert told.pop("lead_score") == [before, after.lead_score]
    assert {name: now - had for name, (had, now) in told.items()} == {"score.service": 20, "score.contact_info": 4}


def test_a_change_of_stage_alone_asks_for_no_score(here, act):
    lead = make_lead(here)

    act(change_lead, lead.pk, {"assigned_to_id": None, "city": "Bari"})

    assert Lead.objects.get(pk=lead.pk).profile_version == 0


def use(preset: str) -> None:
    used = PRESETS[preset]
    ScoringProfile.objects.update(is_active=False)
    made = {"name": preset, "base": used.base, "factors": used.rows(), "made_at": timezone.now()}
    ScoringProfile.objects.create(version=2, is_active=True, **made)
    forget_profiles_in_use()


@pytest.mark.parametrize(("preset", "earned"), [("source_quality", 15), ("dental_tourism", 0)])
def test_a_tag_scores_a_lead_anew_where_tags_count(here, act, agent, preset, earned):
    lead = make_lead(here, source="other")
    use(preset)
    rescore([lead.pk], now=timezone.now())
    before = Lead.objects.get(pk=lead.pk).lead_score

    done = act(tag_leads, [lead.pk], add=["Urgent"])
    tag = Tag.objects.get()

    def gained() -> int:
        return Lead.objects.get(pk=lead.pk).lead_score - before

    assert gained() == earned
    act(keep_tag, tag.pk, name="Later", colour="grey")
    assert gained() == 0
    act(keep_tag, tag.pk, name="Urgent", colour="grey")
    assert gained() == earned
    undo(done.operation.pk, by=agent, now=timezone.now())
    assert gained() == 0
    act(tag_leads, [lead.pk], add=["Urgent"])
    act(delete_tag, tag)
    assert gained() == 0


def test_of_many_who_had_a_tag_that_counted_all_are_scored_in_the_background(here, act, monkeypatch):
    monkeypatch.setattr("leads.services.scoring.tagged.CHUNK", 1)
    use("source_quality")
    pks = [make_lead(here).pk for _ in range(2)]
    act(tag_leads, pks, add=["urgent", "calm"])

    act(delete_tag, Tag.objects.get(name="calm"))
    before = Recalculation.objects.count()
    act(delete_tag, Tag.objects.get(name="urgent"))

    assert (before, Recalculation.objects.count()) == (0, 1)
