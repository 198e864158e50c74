"""Deleted for good: by an Admin who typed it, with all that is known, and nobody takes it back (F:W5, 0.3)."""

import json

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.dumps import dump
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import BulkRow, Consent, Identity, Lead, LeadPayload, Note, Suppression
from leads.services import operations
from leads.services.consent import stop_lead
from leads.services.deleting import delete_leads
from leads.services.merging_leads import merge_leads
from leads.services.notes import add_note, remove_note
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, reach
from leads.tests.many import make_leads, work
from tenants.audit.models import Entry
from tenants.audit.origin import going_on_for
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.undo.models import Operation, OperationRow

LIST = "/admin/leads/lead/"
ACTIONS = "/api/v1/leads/actions"
NAME = "Zebedea"


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def known(clinic, boss, agent):
    """Somebody of whom there is everything: an arrival, consent, a stop, notes, tags, a merge, a notice, undos."""
    said = {
        "first_name": NAME,
        "email": f"{NAME}@example.com",
        "phone": "+39 333 1234567",
        "message": f"I am {NAME}",
    }
    pk = post_lead(client_of(clinic), key_of(clinic), **said, consent_marketing=True).json()["lead_id"]
    other = make_lead(clinic, NAME, "Twin")
    reach(clinic, other, "email", f"{NAME.lower()}2@example.com")
    with clinic_context(clinic):
        now, by = timezone.now(), boss
        note = add_note(pk, body=f"{NAME} called", by=by, now=now)
        remove_note(note.pk, by=by, now=now)
        tag_leads([pk], add=["VIP"], by=by, now=now)
        operations.assign([pk], to=agent.pk, by=by, now=now)
        merge_leads(pk, other.pk, by=by, now=now)
        stop_lead(pk, source="by hand", by=by, now=now)
        return pk


def gone(clinic, table: str) -> bool:
    return not any(NAME.lower() in json.dumps(row).lower() for row in dump(clinic)[table])


def test_all_that_is_known_goes_and_proofs_stay_without_a_name(clinic, other_clinic, boss, known):
    make_lead(other_clinic, NAME)
    bystander = make_lead(clinic, "Bystander")
    with clinic_context(clinic):
        theirs = dump(other_clinic)
        consents, stops = Consent.objects.count(), Suppression.objects.count()
        lines = Entry.objects.count()

        with going_on_for(boss):
            done = delete_leads([known], is_confirmed=True, by=boss, now=timezone.now())

        assert (done.changed, list(Lead.objects.values_list("pk", flat=True))) == (1, [bystander.pk])
        assert (Identity.objects.count(), LeadPayload.objects.count(), Note.objects.count()) == (0, 0, 0)
        assert (Consent.objects.count(), Suppression.objects.count()) == (consents, stops)
        assert stops > 0
        assert (Notice.objects.count(), Operation.objects.count(), OperationRow.objects.count()) == (0, 0, 0)
        trail = "auditlog_logentry"  # never changed by the product; what it says of them goes when it expires
        assert [table for table in dump(clinic) if table != trail and not gone(clinic, table)] == []
        new = Entry.objects.order_by("pk")[lines:]
        assert {(one.verb, one.actor_id, bool(one.changes)) for one in new} == {("lead.deleted", boss.pk, False)}
        assert not any(NAME in one.object_repr for one in new)
        assert dump(other_clinic) == theirs


@pytest.mark.parametrize("role", [roles.MANAGER, roles.AGENT, roles.MARKETING])
def test_nobody_but_an_admin_deletes_by_whatever_door(clinic, role):
    user = make_user(clinic, role=role, email="other@example.com")
    [pk], client = make_leads(clinic, 1), client_of(clinic, user)
    order = {"action": "delete", "index": "0", "_selected_action": [str(pk)], "confirm": "delete 1"}

    client.post(LIST, order)
    answers = [
        client.post(
            "/api/v1/leads/actions", {"action": "delete", "ids": [pk], "confirm": "delete 1"}, "application/json"
        ),
        client.delete(f"/api/v1/leads/{pk}?confirm=delete+1"),
        client.post(f"{LIST}{pk}/quick/", {"do": "delete", "confirm": "delete 1"}),
    ]

    assert all(answer.status_code >= 302 for answer in answers)
    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            delete_leads([pk], is_confirmed=True, by=user, now=timezone.now())
        assert Lead.objects.filter(pk=pk).exists()


def test_it_is_typed_with_the_number_of_leads_and_nothing_goes_by_a_click(clinic, boss):
    pks, client = make_leads(clinic, 2), client_of(clinic, boss)
    order = {"action": "delete", "index": "0", "_selected_action": [str(pk) for pk in pks]}

    asked = client.post(LIST, order)
    order |= {"sure": asked.context["sure"]}
    wrong = client.post(LIST, order | {"confirm": "delete 1"})
    client.post(f"{LIST}{pks[0]}/quick/", {"do": "delete", "confirm": "delete 1"})
    api = client.post(ACTIONS, {"action": "delete", "ids": pks}, "application/json")
    with clinic_context(clinic):
        with pytest.raises(InvalidData):
            delete_leads(pks, is_confirmed=False, by=boss, now=timezone.now())
        assert Lead.objects.count() == 2
    right = client.post(LIST, order | {"confirm": " Delete  2 "}, follow=True)

    assert "delete 2" in asked.content.decode()
    assert "To go on, type: delete 2" in wrong.content.decode()
    assert (api.status_code, list(api.json()["fields"])) == (422, ["confirm"])
    assert [str(one) for one in right.context["messages"]] == ["Deleted 2 leads for good."]
    with clinic_context(clinic):
        assert not Lead.objects.exists()


def test_a_program_deletes_one_that_it_typed_out_and_a_neighbours_is_404(clinic, other_clinic, boss):
    [pk], [foreign] = make_leads(clinic, 1), make_leads(other_clinic, 1)
    client = client_of(clinic, boss)

    def delete(one, typed=""):
        return client.delete(f"/api/v1/leads/{one}?confirm={typed}").status_code

    said = [delete(pk), delete(pk, "delete 2"), delete(foreign, "delete 1"), delete(pk, "delete 1")]

    assert said == [422, 422, 404, 204]
    with clinic_context(other_clinic):
        assert Lead.objects.filter(pk=foreign).exists()


def test_many_go_in_the_background_and_each_is_told_by_its_number(clinic, boss, monkeypatch):
    monkeypatch.setattr("leads.services.bulk.working.PIECE", 2)
    with clinic_context(clinic):
        pks = make_leads(clinic, 5)

        run = work("delete", pks, by=boss, confirmed=True)

        assert (run.state, run.result["changed"], Lead.objects.count()) == ("done", 5, 0)
        assert list(BulkRow.objects.filter(run=run).values_list("lead_id", "result")) == [
            (pk, "changed") for pk in pks
        ]
        assert not Operation.objects.exists()
