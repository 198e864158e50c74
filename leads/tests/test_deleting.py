"""Deleted for good: by an Admin who typed it, with all that is known, and nobody takes it back (F:W5, 0.3)."""

import json
from functools import partial
from threading import Event

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.dumps import dump
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.models import BulkRow, Consent, Identity, Lead, LeadPayload, Note, Suppression
from leads.services import operations
from leads.services.consent import stop_lead
from leads.services.deleting import delete_leads
from leads.services.merging_leads import merge_leads
from leads.services.notes import add_note, remove_note
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, reach
from leads.tests.lists import imported, person
from leads.tests.many import make_leads, work
from tenants.audit.models import Entry
from tenants.audit.origin import going_on_for
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.undo.models import Operation, OperationRow
from tenants.undo.services.ledger import undo

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
    make_lead(clinic, "Bystander")
    with clinic_context(clinic):
        again = merge_leads(known, make_lead(clinic, "Heike").pk, by=boss, now=timezone.now())
        undo(again.operation.pk, by=boss, now=timezone.now())  # and she stays
        theirs = dump(other_clinic)
        consents, stops = Consent.objects.count(), Suppression.objects.count()
        lines = Entry.objects.count()

        with going_on_for(boss):
            done = delete_leads([known], is_confirmed=True, by=boss, now=timezone.now())

        assert (done.changed, set(Lead.objects.values_list("first_name", flat=True))) == (1, {"Bystander", "Heike"})
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


def test_what_a_list_said_of_them_goes_and_the_rest_of_the_list_stays(
    clinic, boss, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.PRIVATE_FILES_ROOT = tmp_path
    with clinic_context(clinic):
        brought = imported([person(1, name=NAME), person(2, name="Heike")], by=boss)
        pk = Lead.objects.get(first_name=NAME).pk

        with django_capture_on_commit_callbacks(execute=True):
            delete_leads([pk], is_confirmed=True, by=boss, now=timezone.now())

        trail = "auditlog_logentry"
        assert [table for table in dump(clinic) if table != trail and not gone(clinic, table)] == []
        assert [bool(row.cells) for row in brought.rows.order_by("number")] == [False, True]
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


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


def test_who_writes_just_as_they_are_deleted_is_kept_and_they_go(fresh_clinic, monkeypatch):
    clinic = fresh_clinic()
    boss, key = make_user(clinic, role=roles.ADMIN, email="boss@example.com"), key_of(clinic)
    lead = make_lead(clinic, NAME)
    reach(clinic, lead, "email", "one@example.com")
    going, wrote, real = Event(), Event(), QuerySet._raw_delete

    def slowly(rows, using):
        if rows.model is Lead:
            going.set()
            wrote.wait(1)  # as long as the arrival does not wait for us
        return real(rows, using)

    def write():
        going.wait(10)
        answer = post_lead(client_of(clinic), key, first_name="Somebody", last_name="Else", email="one@example.com")
        wrote.set()
        return answer.status_code

    monkeypatch.setattr(QuerySet, "_raw_delete", slowly)
    delete = partial(delete_leads, [lead.pk], is_confirmed=True, by=boss, now=timezone.now())
    done, status = at_once(clinic, delete, write)

    assert (done.changed, status in (201, 503)) == (1, True)
    with clinic_context(clinic):
        assert (Lead.objects.filter(pk=lead.pk).count(), LeadPayload.objects.count()) == (0, 1)
