"""Every number that is shown is the number of rows that the reader sees, whatever rows there are (H:A10)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import client_of, make_user
from leads.models import Lead, Stage
from leads.services.answering import begin_wait
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team, User

WAITING = "New"
STAGES = (WAITING, "Contacted", "Qualified", "Lost")
PEOPLE = ("reader", "mate", "stranger", None)
SEEN = {"own": {"reader", None}, "team": {"reader", "mate", None}, "all": set(PEOPLE)}
# Whose it is, its stage, whether it is archived, and how many days ago it was made.
LEAD = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STAGES), st.booleans(), st.sampled_from((0, 3, 30)))


@pytest.fixture
def world(clinic):
    """A Manager, who reads each number, one of the same team, and one of none; leads come with each example."""
    people = {
        "reader": make_user(clinic, role=roles.MANAGER, email="reader@example.com"),
        "mate": make_user(clinic, email="mate@example.com"),
        "stranger": make_user(clinic, email="stranger@example.com"),
        None: None,
    }
    with clinic_context(clinic):
        Team.objects.create(name="Bari").members.add(people["reader"], people["mate"])
        stages = {stage.name: stage for stage in Stage.objects.all()}
    return clinic, people, stages, client_of(clinic, people["reader"])


def _make(people, stages, leads):
    now = timezone.now()
    for owner, stage, is_archived, days in leads:
        then = now - timedelta(days=days, minutes=1)
        more = {"archived_at": now} if is_archived else {}
        at = {"created_at": then, "last_arrival_at": then, "assigned_to": people[owner], "stage": stages[stage]}
        lead = Lead.objects.create(first_name="Marco", source=Lead.Source.WEBSITE, **at, **more)
        if stage == WAITING and not is_archived:
            begin_wait(lead.pk, stages[stage], at=then, enquiry=1)


def _counted(leads, keep=lambda *lead: True, *, archived=False):
    return sum(1 for lead in leads if lead[2] is archived and keep(*lead))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leads=st.lists(LEAD, max_size=9), scope=st.sampled_from(list(SEEN)))
def test_every_total_is_that_of_the_rows_its_reader_sees(world, leads, scope):
    clinic, people, stages, client = world
    with clinic_context(clinic):
        Lead.objects.all().delete()
        User.objects.filter(pk=people["reader"].pk).update(data_scope=scope)
        _make(people, stages, leads)
    seen = [lead for lead in leads if lead[0] in SEEN[scope]]
    new = _counted(seen, lambda owner, stage, *_: stage == WAITING)

    home = client.get("/admin/").context
    cards = {
        name: [each[name] for each in home if name in each] for name in ("waiting", "today", "week", "unassigned")
    }
    rows = client.get("/admin/leads/lead/").context["cl"]
    old = client.get("/admin/leads/lead/?archived=yes").context["cl"]
    told = client.get("/api/v1/leads").json()
    staff = client.get("/admin/staff/user/").context["cl"].result_list

    assert set(cards["waiting"]) == {new}
    assert cards["today"][0] == _counted(seen, lambda *lead: lead[3] == 0)
    assert cards["week"][0] == _counted(seen, lambda *lead: lead[3] < 7)
    assert cards["unassigned"][0] == _counted(seen, lambda owner, stage, *_: stage == WAITING and owner is None)
    assert (rows.result_count, len(rows.result_list)) == (_counted(seen),) * 2
    assert (old.result_count, len(old.result_list)) == (_counted(seen, archived=True),) * 2
    assert (told["count"], len(told["results"])) == (_counted(seen),) * 2
    assert {person.email.partition("@")[0]: person.load for person in staff} == {
        name: _counted(seen, lambda owner, stage, *_, name=name: owner == name and stage != "Lost")
        for name in PEOPLE
        if name
    }
