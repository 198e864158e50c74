"""The ready-made sets hold what F:0.2 says, and a clinic changes from one to another without losing a lead."""

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotThere
from leads.models import Enquiry, Lead, Stage, StageChange
from leads.models.stage import Semantic
from leads.packs.stages import COLOURS, LANGUAGES, PRESETS
from leads.services.stage_presets import NEAREST, choose_preset
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context

NOW = timezone.now()
TABLE = {
    "simple": [("New", "new"), ("Contacted", "contacted"), ("Replied", "replied"), ("Closed", "closed")],
    "meta": [("New", "new"), ("Assigned", "assigned"), ("Contacted", "contacted"), ("Converted", "accepted")],
    "sales": [
        ("New", "new"), ("Contacted", "contacted"), ("Qualified", "qualified"), ("Proposal", "proposal"),
        ("Negotiation", "negotiation"), ("Won", "accepted"), ("Lost", "lost"), ("Callback", "callback"),
    ],
    "dental": [
        ("New", "new"), ("Assigned", "assigned"), ("Contacted", "contacted"), ("Replied", "replied"),
        ("Callback", "callback"), ("Qualified", "qualified"), ("Quote sent", "proposal"),
        ("Negotiation", "negotiation"), ("Accepted (deposit)", "accepted"), ("Travelling", "travelling"),
        ("Completed", "completed"), ("Lost", "lost"),
    ],
}  # fmt: skip
# F:2c, in minutes.
DENTAL_TIMES = {"New": 15, "Contacted": 1440, "Quote sent": 2880, "Negotiation": 4320}


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def there() -> list[tuple[str, str]]:
    return list(Stage.objects.values_list("name", "semantic"))


@pytest.mark.parametrize("key", TABLE)
def test_a_set_holds_its_stages_in_their_order(key):
    assert [(one.name, one.semantic) for one in PRESETS[key].stages] == TABLE[key]


def test_the_dental_times_are_those_of_the_contract():
    assert {one.name: one.minutes for one in PRESETS["dental"].stages if one.minutes} == DENTAL_TIMES


def test_every_stage_has_a_colour_a_chance_and_a_name_in_each_language():
    for preset in PRESETS.values():
        for one in preset.stages:
            assert set(one.names) == set(LANGUAGES), one
            assert 0 <= one.percent <= 100
    assert set(COLOURS) == set(Semantic)


@pytest.mark.parametrize("key", TABLE)
def test_choosing_a_set_leaves_exactly_its_stages_and_a_repeat_changes_nothing(here, agent, key):
    choose_preset(key, by=agent, now=NOW)
    first = list(Stage.objects.values())

    choose_preset(key, by=agent, now=NOW)

    assert there() == TABLE[key]
    assert list(Stage.objects.values()) == first


def test_leads_go_to_the_nearest_meaning_and_what_means_the_same_keeps_them(here, agent):
    stays, goes = make_lead(here, stage="Contacted"), make_lead(here, stage="Qualified")
    won, lost = make_lead(here, stage="Accepted (deposit)"), make_lead(here, stage="Lost")

    moved = choose_preset("simple", by=agent, now=NOW)

    stand = dict(Lead.objects.values_list("pk", "stage__name"))
    assert moved == 3
    assert [stand[lead.pk] for lead in (stays, goes, won, lost)] == ["Contacted", "Replied", "Closed", "Closed"]
    ended = dict(Enquiry.objects.exclude(is_won=None).values_list("lead", "is_won"))
    assert ended == {won.pk: True, lost.pk: False}
    assert StageChange.objects.filter(lead=stays).count() == 1


@pytest.mark.parametrize("said", [None, "lost", "accepted", "nowhere"])
def test_where_leads_without_a_counterpart_go_is_asked_and_nothing_is_changed_before(here, agent, said):
    lost = make_lead(here, stage="Lost").stage

    with pytest.raises(InvalidData) as refused:
        choose_preset("meta", to={lost.pk: said} if said else {}, by=agent, now=NOW)

    assert refused.value.fields == {f"to_{lost.pk}": ["Choose where the leads of this stage go."]}
    assert there() == TABLE["dental"]


def test_leads_without_a_counterpart_go_where_somebody_said(here, agent):
    lead, known = make_lead(here, stage="Lost"), make_lead(here, stage="Qualified")
    asked = {lead.stage_id: "contacted", known.stage_id: "new"}

    moved = choose_preset("meta", to=asked, by=agent, now=NOW)

    assert moved == 2
    assert there() == TABLE["meta"]
    assert set(Lead.objects.values_list("stage__name", flat=True)) == {"Contacted"}
    assert StageChange.objects.filter(lead=lead, to_semantic="contacted", by=agent).exists()


def test_two_stages_of_one_meaning_become_one(here, agent):
    Stage.objects.create(name="Hot", semantic="qualified", position=60)
    lead = make_lead(here, stage="Hot")

    choose_preset("sales", by=agent, now=NOW)

    assert Lead.objects.get(pk=lead.pk).stage.name == "Qualified"


def test_the_nearest_meanings_ask_nothing_that_nobody_says():
    asking = {Semantic.LOST, Semantic.CALLBACK, Semantic.ACCEPTED}

    for meaning, others in NEAREST.items():
        if meaning not in {Semantic.TRAVELLING, Semantic.COMPLETED}:
            assert not asking & set(others), meaning


def test_a_set_that_is_none_is_not_there(here, agent):
    with pytest.raises(NotThere):
        choose_preset("other", by=agent, now=NOW)


def test_the_other_clinic_keeps_its_stages(here, other_clinic, agent):
    choose_preset("simple", by=agent, now=NOW)

    with clinic_context(other_clinic):
        assert there() == TABLE["dental"]
        assert stage_of("new").name == "New"
