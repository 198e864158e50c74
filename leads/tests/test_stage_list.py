"""The stages of a clinic changed by hand: what is refused, what follows, what is told (F:0.2)."""

from decimal import Decimal

import pytest
from django.utils import timezone, translation

from crm.lib.errors import InvalidData, NotThere
from leads.models import Lead, Stage
from leads.services.chances import pin_probability
from leads.services.stage_list import MOST, keep_stage, order_stages, shift_stage
from leads.services.stage_names import stage_name
from leads.services.stages import dressed_stages, first_stage
from leads.tests.factories import make_lead, stage_of
from tenants.audit.models import Entry
from tenants.context import clinic_context

TYPED = {"name": "Trip booked", "semantic": "travelling", "colour": "red", "probability": 97, "sla_minutes": None}


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def names() -> list[str]:
    return list(Stage.objects.values_list("name", flat=True))


def test_a_new_stage_stands_at_the_end(here):
    row = keep_stage(None, TYPED | {"names": {"it": " Viaggio  prenotato "}})

    assert names()[-1] == "Trip booked"
    assert (row.names, row.probability) == ({"it": "Viaggio prenotato"}, 97)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "…"),
        ("name", "lost"),
        ("names", {"xx": "Nope"}),
        ("names", {"it": "x" * 81}),
        ("semantic", "won"),
        ("colour", "pink"),
        ("probability", 101),
        ("probability", -1),
        ("sla_minutes", 0),
        ("sla_minutes", 10**9),
    ],
)
def test_what_is_no_stage_is_refused_by_its_field(here, field, value):
    with pytest.raises(InvalidData) as refusal:
        keep_stage(None, TYPED | {field: value})

    assert set(refusal.value.fields) == {field}


def test_a_clinic_has_not_more_stages_than_fit_a_screen(here):
    for number in range(MOST - Stage.objects.count()):
        keep_stage(None, TYPED | {"name": f"Step {number}"})

    with pytest.raises(InvalidData, match="at most 40"):
        keep_stage(None, TYPED)


def test_one_that_is_gone_is_not_there(here):
    with pytest.raises(NotThere):
        keep_stage(0, TYPED)


def test_where_leads_stand_the_meaning_stays(here):
    make_lead(here, stage="Qualified")

    with pytest.raises(InvalidData, match="keeps its meaning"):
        keep_stage(stage_of("qualified").pk, {"semantic": "accepted"})
    keep_stage(stage_of("proposal").pk, {"semantic": "negotiation"})

    assert Stage.objects.filter(semantic="negotiation").count() == 2


def test_one_stage_always_means_new(here):
    with pytest.raises(InvalidData, match="New leads begin here"):
        keep_stage(stage_of("new").pk, {"semantic": "contacted"})


def test_a_chance_reaches_the_leads_of_the_stage_but_for_those_set_by_hand(here, agent):
    free, pinned, other = make_lead(here), make_lead(here), make_lead(here, stage="Qualified")
    pin_probability(pinned.pk, Decimal("0.5"), by=agent, now=timezone.now())

    keep_stage(stage_of("new").pk, {"probability": 33})

    chances = dict(Lead.objects.values_list("pk", "conversion_probability"))
    assert [str(chances[lead.pk]) for lead in (free, pinned, other)] == ["0.330", "0.500", "0.300"]


def test_a_new_first_stage_is_where_the_next_lead_begins_once_it_is_committed(
    here, believed, django_capture_on_commit_callbacks
):
    before = first_stage().name

    with django_capture_on_commit_callbacks(execute=True):
        early = keep_stage(None, TYPED | {"semantic": "new", "name": "Just in"})
        order_stages([early.pk])
        meanwhile = first_stage().name

    assert [before, meanwhile, first_stage().name] == ["New", "New", "Just in"]


def test_the_order_is_as_said_and_what_is_not_named_stays_behind(here):
    before = names()
    lost, travelling = stage_of("lost").pk, stage_of("travelling").pk

    order_stages([lost, travelling, lost, 0])
    order_stages([lost, travelling])

    assert names() == ["Lost", "Travelling", *[name for name in before if name not in ("Lost", "Travelling")]]
    assert Entry.objects.saying("stages.ordered").count() == 1


@pytest.mark.parametrize(
    ("name", "by", "place"),
    [("Assigned", -1, 0), ("New", -1, 0), ("New", 1, 1), ("Lost", 1, 11)],
)
def test_a_step_up_or_down_stops_at_the_ends(here, name, by, place):
    shift_stage(Stage.objects.get(name=name).pk, by)

    assert names().index(name) == place


def test_whoever_reads_sees_the_name_in_their_language(here):
    row = stage_of("proposal")

    with translation.override("de"):
        theirs = stage_name(row)
    with translation.override("fr"):
        unknown = stage_name(row)

    assert (theirs, unknown, stage_name(row)) == ("Angebot gesendet", "Quote sent", "Quote sent")


def test_bare_stages_of_an_older_clinic_are_dressed_once_and_its_own_left_alone(here):
    lead = make_lead(here)
    Stage.objects.update(names={}, colour="grey", probability=0)
    Stage.objects.filter(semantic="lost").update(name="Gone")
    Stage.objects.filter(semantic="qualified").update(colour="red")

    dressed_stages()
    dressed_stages()

    rows = {row.semantic: (row.colour, row.probability, bool(row.names)) for row in Stage.objects.all()}
    lead.refresh_from_db()
    assert (rows["new"], rows["lost"], rows["qualified"]) == (
        ("blue", 8, True), ("grey", 0, False), ("red", 0, False)
    )  # fmt: skip
    assert str(lead.conversion_probability) == "0.080"


def test_a_change_of_stages_touches_no_other_clinic(here, other_clinic):
    keep_stage(stage_of("lost").pk, {"name": "Gone"})
    order_stages([stage_of("lost").pk])

    with clinic_context(other_clinic):
        assert names()[-1] == "Lost"
