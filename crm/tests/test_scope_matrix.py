"""A colleague's lead, through every address and method, for whoever sees only their own or their team's (H:A2).

The role is the one that may do most: what an Admin is not shown, nobody with that scope is. The tables of the roles
(test_role_matrix) are answered for somebody who sees all leads.
"""

import pytest
from django.utils import timezone

from crm.testing.canaries import Canary
from crm.testing.matrix import answer_to, methods_of
from crm.testing.people import client_of, make_user
from crm.testing.walk import Call, addresses, path_of, walk
from leads.models import Lead, Partner
from leads.services.operations import assign
from leads.tests.factories import arrive, make_lead, reach
from tenants.context import clinic_context
from tenants.desk.access import CLINIC
from tenants.desk.addresses import urlconf_of
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN

NAME = b"zzcolleague"
# What finds the lead and does not hold its name, which pages repeat.
QUESTIONS = {
    "admin:leads_lead_changelist": ("q=zzcoll", "archived=all", "_popup=1"),
    "admin:search": ("s=zzcoll", "s=zzcoll&extended=1"),
    "admin:autocomplete": ("app_label=leads&model_name=identity&field_name=lead&term=zzcoll",),
}
# Behind an address of one lead, to somebody who may not see that lead, is nothing: it is absent, but for these.
ELSE = {
    "admin:leads_lead_delete": "no",  # nobody deletes leads
    "admin:leads_lead_object": "yes",  # leads on to change/, whatever the number
}


@pytest.fixture
def theirs(canaries: tuple[Canary, Canary]) -> Canary:
    """The canary's clinic, where the lead is a colleague's, with a mail, an arrival, a trail and an undo."""
    here, _ = canaries
    owner = make_user(here.clinic, role=ADMIN, email="owner@example.com")
    lead = make_lead(here.clinic, "Zzcolleague", assigned_to=None)
    reach(here.clinic, lead, "email", "zzcolleague@example.com")
    arrive(here.clinic, lead, utm_source="zzcolleague")
    with clinic_context(here.clinic):
        assign([lead.pk], to=owner.pk, by=owner, now=timezone.now())
        lead.refresh_from_db()
    here.rows[Lead] = lead
    return here


def _reader(canary: Canary, scope: str):
    user = make_user(canary.clinic, role=ADMIN, email="reader@example.com", data_scope=scope)
    mate = make_user(canary.clinic, email="mate@example.com")
    with clinic_context(canary.clinic):
        Team.objects.create(name="Team of the reader").members.add(user, mate)
        Partner.objects.create(name="Partner of the reader", code="readers").members.add(user)
    return client_of(canary.clinic, user)


def _asked():
    return [(one, method) for one in addresses(urlconf_of(CLINIC)) for method in methods_of(CLINIC, one)]


def _of_a_lead(address) -> bool:
    return "lead_id" in address.parameters or (
        address.name.startswith("admin:leads_lead_") and "object_id" in address.parameters
    )


def _named_in(canary: Canary, client) -> set[str]:
    """The addresses, with every method, whose answer holds the lead's name."""
    body = {"post": "yes", "_selected_action": canary.rows[Lead].pk, "action": "archive", "first_name": "Eve"}
    asked = [Call(one, method, path_of(one, canary), foreign=False) for one, method in _asked()]
    asked += [
        Call(call.address, "GET", f"{call.path}?{question}", foreign=False)
        for call in asked
        if call.method == "GET"
        for question in QUESTIONS.get(call.address.name, ())
    ]
    return {heard.call.address.name for heard in walk(client, asked, body=body) if NAME in heard.text.lower()}


@pytest.mark.parametrize("scope", [User.DataScope.OWN, User.DataScope.TEAM, User.DataScope.PARTNER])
def test_a_colleagues_lead_is_not_there_and_named_nowhere(theirs: Canary, scope: str):
    client = _reader(theirs, scope)

    answers: dict[str, dict[str, str]] = {}
    for address, method in _asked():
        if _of_a_lead(address):
            answers.setdefault(address.name, {})[method] = answer_to(client, address, method, theirs)
    named = _named_in(theirs, client)

    assert {"lead", "lead-merge", "admin:leads_lead_change", "admin:lead_consents"} <= answers.keys()
    assert {name: {ELSE.get(name, "absent")} for name in answers} == {
        name: set(found.values()) for name, found in answers.items()
    }
    assert named == set()


def test_for_somebody_who_sees_all_the_same_walk_finds_it(theirs: Canary):
    named = _named_in(theirs, _reader(theirs, User.DataScope.ALL))

    assert named >= {
        "admin:leads_lead_changelist",
        "admin:leads_lead_change",
        "admin:search",
        "lead",
        "lead-intake",
    }
    assert named >= {"admin:audit_entry_changelist", "admin:leads_lead_history"}
