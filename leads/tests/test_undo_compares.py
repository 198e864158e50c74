"""Undo compares what its operation set with what is there now, and nothing else (docs/administrator.md, Undo)."""

from django.utils import timezone

from crm.testing.people import make_user
from leads.models import Lead, Partner
from leads.services.operations import archive, assign, restore
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.services.ledger import undo


def test_a_lead_that_holds_again_what_was_set_is_taken_back_whoever_set_it_last(clinic, agent):
    boss = make_user(clinic, role=roles.ADMIN, email="admin@example.com")
    colleague, third = make_user(clinic, email="other@example.com"), make_user(clinic, email="third@example.com")
    again, given_on = make_lead(clinic, "Marco", "Bellini"), make_lead(clinic, "Heike", "Brandt")
    with clinic_context(clinic):
        done = assign([again.pk, given_on.pk], to=colleague.pk, by=agent, now=timezone.now())
        assign([again.pk, given_on.pk], to=third.pk, by=colleague, now=timezone.now())
        assign([again.pk], to=colleague.pk, by=boss, now=timezone.now())

        outcome = undo(done.operation.pk, by=agent, now=timezone.now()).outcome
        owners = dict(Lead.objects.values_list("pk", "assigned_to"))

    assert (outcome.undone, list(outcome.changed_since)) == (1, ["Heike Brandt"])
    assert owners == {again.pk: None, given_on.pk: third.pk}


def test_a_lead_archived_a_second_time_holds_another_moment_and_stays_in_the_archive(clinic, agent):
    lead = make_lead(clinic, "Marco", "Bellini")
    with clinic_context(clinic):
        first = archive([lead.pk], by=agent, now=timezone.now())
        restore([lead.pk], by=agent, now=timezone.now())
        archive([lead.pk], by=agent, now=timezone.now())

        outcome = undo(first.operation.pk, by=agent, now=timezone.now()).outcome

        assert (outcome.undone, list(outcome.changed_since)) == (0, ["Marco Bellini"])
        assert Lead.objects.archived().count() == 1


def test_who_works_for_a_partner_takes_nothing_back_that_is_another_partners_by_now(clinic, agent):
    person = make_user(clinic, email="partner@example.com", data_scope=User.DataScope.PARTNER)
    with clinic_context(clinic):
        theirs, others = (Partner.objects.create(name=name, code=name.lower()) for name in ("Adria", "Bora"))
        theirs.members.add(person)
    lead = make_lead(clinic, partner=theirs)
    with clinic_context(clinic):
        done = assign([lead.pk], to=agent.pk, by=person, now=timezone.now())
        Lead.objects.filter(pk=lead.pk).update(partner=others)

        outcome = undo(done.operation.pk, by=person, now=timezone.now()).outcome

        assert (outcome.undone, outcome.out_of_sight) == (0, 1)
        assert Lead.objects.get().assigned_to == agent
