"""The six numbers of F:A15: of what one may see, exactly, in two statements (H:A10)."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import make_user
from leads.models import Lead, Stage
from leads.services.statistics import statistics
from leads.tests.factories import make_lead
from tenants.context import clinic_context

KEYS = {
    *("total_leads", "average_lead_score", "hot_leads_count", "conversion_rate"),
    *("leads_by_status", "leads_by_source"),
}


def counted(clinic, by):
    with clinic_context(clinic):
        return statistics(Lead.objects.visible_to(by))


def test_the_six_numbers_and_no_other(clinic, agent):
    make_lead(clinic, lead_score=71)
    make_lead(clinic, lead_score=70, stage="Completed", source=Lead.Source.REFERRAL)
    make_lead(clinic, lead_score=20, stage="Accepted (deposit)")
    make_lead(clinic, lead_score=99, archived_at=timezone.now())
    make_lead(clinic, lead_score=99, is_test=True)

    told = counted(clinic, agent)

    assert told.keys() == KEYS
    assert (told["total_leads"], told["average_lead_score"], told["hot_leads_count"]) == (3, 53.7, 1)
    assert told["conversion_rate"] == 66.7
    by_status = {word: number for word, number in told["leads_by_status"].items() if number}
    assert by_status == {"NEW": 1, "WON": 1, "COMPLETED": 1}
    assert {"LOST", "QUALIFIED", "PROPOSAL", "NEGOTIATION", "CALLBACK"} <= told["leads_by_status"].keys()
    assert told["leads_by_source"] == {
        "WEBSITE": 2, "FACEBOOK": 0, "INSTAGRAM": 0, "WHATSAPP": 0, "REFERRAL": 1, "OTHER": 0,
    }  # fmt: skip


def test_a_clinic_without_leads_has_zeros(clinic, agent):
    told = counted(clinic, agent)

    assert (told["total_leads"], told["average_lead_score"], told["conversion_rate"]) == (0, 0.0, 0.0)


def test_two_statements_whatever_the_number_of_leads(clinic, agent, django_assert_num_queries):
    for n in range(5):
        make_lead(clinic, f"L{n}")
    with clinic_context(clinic):
        agent.has_perm("leads.view_lead")

        with django_assert_num_queries(2):
            statistics(Lead.objects.visible_to(agent))


ONE = st.tuples(st.sampled_from(["mine", "theirs", "nobodys"]), st.integers(0, 100), st.booleans())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ONE, max_size=12))
def test_whoever_sees_their_own_counts_their_own(clinic, agent, leads):
    with clinic_context(clinic):
        Lead.objects.all().delete()
        other, _ = type(agent).objects.get_or_create(email="other@example.com")
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
        me = type(agent).objects.get(pk=agent.pk)
        stages = {name: Stage.objects.get(name=name) for name in ("New", "Completed")}
        owners, now = {"mine": me, "theirs": other, "nobodys": None}, timezone.now()
        Lead.objects.bulk_create(
            Lead(
                assigned_to=owners[owner], lead_score=score, created_at=now, last_arrival_at=now,
                stage=stages["Completed" if won else "New"],
            )
            for owner, score, won in leads
        )  # fmt: skip

        told = statistics(Lead.objects.visible_to(me))

        seen = list(Lead.objects.visible_to(me))
    assert told["total_leads"] == len(seen) == sum(told["leads_by_status"].values())
    assert sum(told["leads_by_source"].values()) == len(seen)
    assert told["hot_leads_count"] == sum(lead.lead_score > 70 for lead in seen)


@pytest.mark.parametrize("scope", ["part", "own", "team", "all"])
def test_who_may_see_no_leads_counts_none(clinic, scope):
    make_lead(clinic)
    nobody = make_user(clinic, email="x@example.com", data_scope=scope)
    with clinic_context(clinic):
        nobody.groups.clear()
        nobody = type(nobody).objects.get(pk=nobody.pk)

    assert counted(clinic, nobody)["total_leads"] == 0
