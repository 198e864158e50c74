"""What each action of the registry asks of the database for many leads: pinned, so that none counts rows."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.models import Template
from comms.sequences.models import Sequence
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import make_sequence
from comms.tests.factories import make_account, make_conversation
from crm.testing.people import make_user
from crm.testing.statements import statements
from leads import actions
from leads.actions import Chosen, LeadAction, all_actions, lead_action
from leads.models import Lead, Stage
from leads.services.sharing.duty import forget_workers
from leads.tests.many import make_leads
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

# Statements for up to 1,000 leads that all change: as many for a few.
PINS = {
    "move": 24,
    "assign": 28,
    "archive": 15,
    "restore": 17,
    "share_out": 28,
    "tag": 18,
    "note": 11,
    "delete": 143,  # one or two for each kind of row and of file that hangs on a lead
    "export": 19,
    "send_template": 30,
    "put_in_sequence": 23,
    "leave_sequences": 13,
}
LEADS = 120


@pytest.fixture
def inside(clinic, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    make_user(clinic, email="anna@example.com", shift=User.Shift.ON)
    forget_workers()
    with clinic_context(clinic):
        yield boss


def chosen(name: str, boss: User) -> Chosen:
    qualified = Stage.objects.get(name="Qualified").pk
    choice = {"move": qualified, "assign": boss.pk, "tag": "+VIP", "note": "Hello", "export": "csv"}.get(name, "")
    if name == "send_template":
        choice = Template.objects.get(channel="mail", key="day_after").pk
    if name == "put_in_sequence":
        choice = Sequence.objects.get().pk
    return Chosen(str(choice), is_confirmed=True)


def cost(action: LeadAction, ids: list[int], boss: User) -> tuple[int, int]:
    """Statements, and leads that changed; nothing of it stays."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            done = action.run(ids, boss, chosen(action.name, boss), timezone.now())
        transaction.set_rollback(True)
    return len(statements(captured)), done.changed


def test_every_action_costs_a_pinned_number_of_statements_however_many_leads(inside, clinic, believed):
    ids = make_leads(clinic, LEADS)
    make_account(clinic, "mail")
    for pk in ids:
        make_conversation(clinic, Lead.objects.get(pk=pk), channel="mail", address=f"lead{pk}@example.com")
    sequence, costs = make_sequence(clinic), {}
    for name, action in all_actions().items():
        if name == "leave_sequences":
            enrol(sequence.pk, ids, way="hand", now=timezone.now())
        Lead.objects.update(archived_at=timezone.now() if name == "restore" else None)
        cost(action, ids[:2], inside)  # what is asked once and remembered
        costs[name], changed = cost(action, ids, inside)
        assert (name, changed) == (name, LEADS)

    assert costs == PINS


def test_an_action_of_another_app_is_in_the_list_the_api_and_the_preview(clinic, agent_client, monkeypatch):
    archive = all_actions()["archive"]
    monkeypatch.setattr(actions, "_actions", dict(actions._actions))
    lead_action(LeadAction("enrol", "Enrol", "mail", archive.permission, archive.run, 50))
    [pk] = make_leads(clinic, 1)

    page = agent_client.get("/admin/leads/lead/").content.decode()
    order = {"action": "enrol", "index": "0", "_selected_action": [str(pk)], "select_across": "1"}
    asked = agent_client.post("/admin/leads/lead/", order)
    tried = {"action": "enrol", "ids": [pk], "dry_run": True}
    answer = agent_client.post("/api/v1/leads/actions", tried, content_type="application/json")

    assert 'value="enrol"' in page
    assert asked.context["preview"].changed == answer.json()["changed"] == 1
    assert "enrol" not in PINS  # and so the test above is red for a new one
