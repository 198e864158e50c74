"""Tags: tied and untied, one lead or many, whatever the case of their letters, and taken back (F:L5)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.models import LeadTag, Tag
from leads.services.tag_list import keep_tag
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo


@pytest.fixture
def tagged(clinic, act):
    """A lead that is smoker and autumn."""
    lead = make_lead(clinic)
    act(tag_leads, [lead.pk], add=["smoker", "autumn"])
    return lead


def tags_of(clinic, *leads) -> list[list[str]]:
    with clinic_context(clinic):
        held = [LeadTag.objects.filter(lead=lead).order_by("tag__name") for lead in leads]
        return [list(rows.values_list("tag__name", flat=True)) for rows in held]


def test_upper_and_lower_case_are_one_tag_and_the_first_spelling_stays(clinic, act):
    lead, other = make_lead(clinic), make_lead(clinic, "Heike")

    act(tag_leads, [lead.pk], add=["All-on-4", "all-ON-4"])
    act(tag_leads, [lead.pk, other.pk], add=["ALL-ON-4"])

    assert tags_of(clinic, lead, other) == [["All-on-4"], ["All-on-4"]]
    with clinic_context(clinic):
        assert Tag.objects.count() == 1


def test_it_counts_what_changed_what_was_so_and_what_is_not_theirs(clinic, act, agent, tagged):
    other = make_lead(clinic, "Heike")
    hidden = make_lead(clinic, assigned_to=make_user(clinic, email="other@example.com"))
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

    done = act(tag_leads, [tagged.pk, other.pk, hidden.pk], add=["smoker"])

    assert (done.changed, done.already, done.out_of_sight) == (1, 1, 1)
    assert tags_of(clinic, hidden) == [[]]


def test_the_trail_tells_all_tags_before_and_after(clinic, act, tagged):
    act(tag_leads, [tagged.pk], add=["vip"], remove=["Smoker"])

    with clinic_context(clinic):
        line = Entry.objects.about(tagged).saying("lead.tagged")[0]
    assert line.changes == {"tags": [["autumn", "smoker"], ["autumn", "vip"]]}


def test_taking_it_back_unties_what_it_tied_and_ties_what_it_untied(clinic, act, agent, tagged):
    done = act(tag_leads, [tagged.pk], add=["vip"], remove=["smoker"])

    with clinic_context(clinic):
        undo(done.operation.pk, by=agent, now=timezone.now())

    assert tags_of(clinic, tagged) == [["autumn", "smoker"]]


def test_taking_it_back_leaves_what_a_colleague_tied_since(clinic, act, agent):
    lead, other = make_lead(clinic), make_user(clinic, email="other@example.com")
    done = act(tag_leads, [lead.pk], add=["vip"])
    act(tag_leads, [lead.pk], remove=["vip"])
    act(tag_leads, [lead.pk], add=["vip"], by=other)

    with clinic_context(clinic):
        outcome = undo(done.operation.pk, by=agent, now=timezone.now()).outcome

    assert tags_of(clinic, lead) == [["vip"]]
    assert (outcome.undone, outcome.changed_since) == (0, (str(lead),))


def test_a_tag_that_was_deleted_meanwhile_stays_away(clinic, act, agent, tagged):
    done = act(tag_leads, [tagged.pk], remove=["smoker"])

    with clinic_context(clinic):
        Tag.objects.get(name="smoker").delete()
        undo(done.operation.pk, by=agent, now=timezone.now())
        held = LeadTag.objects.values_list("tag__name", flat=True)

        assert (list(held), LeadTag.objects.count()) == (["autumn"], 1)


@pytest.mark.parametrize(
    "names", [["x" * 41], ["!?"], ["a,b"], [f"t{n}" for n in range(21)], [], [" \x00"]], ids=len
)
def test_what_no_tag_can_be_called_is_refused_and_nothing_is_tied(clinic, act, names):
    lead = make_lead(clinic)

    with pytest.raises(InvalidData) as refused:
        act(tag_leads, [lead.pk], add=names)

    assert list(refused.value.fields) == ["tag"]
    assert tags_of(clinic, lead) == [[]]


def test_a_tag_is_not_made_for_leads_that_are_not_there(clinic, act):
    act(tag_leads, [10**15], add=["ghost"])

    with clinic_context(clinic):
        assert not Tag.objects.exists()


def test_more_leads_cost_no_more_questions(clinic, act):
    few = [make_lead(clinic).pk for _ in range(2)]
    many = [make_lead(clinic).pk for _ in range(30)]

    def cost(ids) -> int:
        with CaptureQueriesContext(connection) as captured:
            act(tag_leads, ids, add=["offer"])
        return len(asked(captured))

    cost([make_lead(clinic).pk])

    assert cost(many) == cost(few)


def test_who_only_looks_tags_nothing(clinic, act):
    reader = make_user(clinic, role=roles.READ_ONLY, email="reader@example.com")

    with pytest.raises(NotAllowed):
        act(tag_leads, [make_lead(clinic).pk], add=["x"], by=reader)


def test_a_rename_keeps_its_leads_and_never_makes_two_tags_one(clinic, act, tagged):
    with clinic_context(clinic):
        smoker = Tag.objects.get(name="smoker")

    act(keep_tag, smoker.pk, name="Smokes", colour="red")
    with pytest.raises(InvalidData, match="Another tag has this name"):
        act(keep_tag, smoker.pk, name="AUTUMN", colour="red")

    assert tags_of(clinic, tagged) == [["Smokes", "autumn"]]


def test_another_case_of_its_own_name_is_no_collision(clinic, act, tagged):
    with clinic_context(clinic):
        smoker = Tag.objects.get(name="smoker")

    kept = act(keep_tag, smoker.pk, name="SMOKER", colour="grey")

    assert kept.name == "SMOKER"


@pytest.mark.parametrize("deed", [lambda act, name: act(tag_leads, [1], add=[name]),
                                  lambda act, name: act(keep_tag, None, name=name, colour="red")])  # fmt: skip
def test_no_tag_has_a_comma_which_stands_between_tags(act, deed):
    with pytest.raises(InvalidData, match="no comma"):
        deed(act, "knee, left")
