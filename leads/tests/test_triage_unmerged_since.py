"""A merge is taken back as a whole or not at all: when something is not as it was left, nothing is done (F:T18)."""

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict, NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Enquiry, Identity, Lead, LeadPayload, Stage
from leads.services import triage
from leads.tests.factories import make_lead
from leads.tests.held import as_stored, hold
from leads.tests.merged import MAIL, WROTE, change, marco, rows, stage
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.services.ledger import undo


def archive_again(clinic, lead):
    change(clinic, Lead, archived_at=timezone.now())


def fill_in_another(clinic, lead):
    change(clinic, Lead, city="Roma")


def move_on(clinic, lead):
    change(clinic, Lead, stage=stage(clinic, "Contacted"))


def score_anew(clinic, lead):
    change(clinic, Lead, lead_score=1)


def follow_up_later(clinic, lead):
    change(clinic, Lead, next_follow_up=timezone.now())


def decide_again(clinic, lead):
    change(clinic, LeadPayload, decided_at=timezone.now())


def answer_again(clinic, lead):
    change(clinic, LeadPayload, status=0)


def write_again(clinic, lead):
    post_lead(client_of(clinic), key_of(clinic), first_name="Marco", phone="+447700900123")


def find_an_older_arrival(clinic, lead):
    with clinic_context(clinic):
        LeadPayload.objects.create(body=b"{}", lead=lead, result="known", received_at=lead.created_at)


def give_the_contact_away(clinic, lead):
    other = make_lead(clinic, "Berta", "Neri")
    with clinic_context(clinic):
        Identity.objects.filter(value=MAIL).update(lead=other)


def mend_the_contact(clinic, lead):
    with clinic_context(clinic):
        Identity.objects.filter(value=MAIL).update(value="anna.rossi@example.com")


def remove_the_contact(clinic, lead):
    with clinic_context(clinic):
        Identity.objects.filter(value=MAIL).delete()


def write_into_the_enquiry(clinic, lead):
    with clinic_context(clinic):
        Enquiry.objects.filter(number=2).update(interest="Implants")


def bring_a_companion(clinic, lead):
    make_lead(clinic, "Berta", "Rossi", companion_of=lead)


def lose_the_stage(clinic, lead):
    with clinic_context(clinic):
        Stage.objects.filter(name="Lost").delete()


def lose_the_arrival(clinic, lead):
    with clinic_context(clinic):
        LeadPayload.objects.all().delete()


@pytest.mark.parametrize(
    "since",
    [
        archive_again,
        fill_in_another,
        move_on,
        score_anew,
        follow_up_later,
        decide_again,
        answer_again,
        write_again,
        find_an_older_arrival,
        give_the_contact_away,
        mend_the_contact,
        remove_the_contact,
        write_into_the_enquiry,
        bring_a_companion,
        lose_the_stage,
        lose_the_arrival,
    ],
)
def test_nothing_is_done_when_it_is_not_as_it_was_left(clinic, act, since):
    lead = marco(clinic, stage="Lost", archived_at=timezone.now())
    done = act(triage.merge, hold(clinic, **WROTE).pk, lead.pk)
    since(clinic, lead)
    before = rows(clinic)

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, list(outcome.changed_since), outcome.out_of_sight) == (0, ["Marco Rossi"], 0)
    assert rows(clinic) == before


def test_what_the_merge_did_not_change_keeps_what_a_colleague_wrote_since(clinic, act):
    lead, held = marco(clinic, stage="Qualified"), hold(clinic, **WROTE)
    done = act(triage.merge, held.pk, lead.pk)
    change(clinic, Lead, first_name="Marco Aurelio", stage=stage(clinic, "Negotiation"))

    outcome = act(undo, done.operation.pk).outcome

    with clinic_context(clinic):
        after = Lead.objects.select_related("stage").get()
    assert outcome.undone == 1
    assert (after.first_name, after.stage.name, after.city) == ("Marco Aurelio", "Negotiation", "")
    assert as_stored(clinic, held).lead is None


def test_of_two_merges_the_later_one_goes_back_first(clinic, act):
    lead = marco(clinic)
    first, second = hold(clinic, city="Bari", days=0.1), hold(clinic, email="other@example.com", company="Neri")
    before = rows(clinic)
    one, other = (act(triage.merge, held.pk, lead.pk).operation.pk for held in (first, second))

    too_early = act(undo, one).outcome.undone
    undone = [act(undo, operation).outcome.undone for operation in (other, one)]

    assert (too_early, undone) == (0, [1, 1])
    assert rows(clinic) == before


def test_a_lead_out_of_sight_is_left_alone_and_counted(clinic, agent, act):
    lead, colleague = marco(clinic, assigned_to=agent), make_user(clinic, email="other@example.com")
    done = act(triage.merge, hold(clinic).pk, lead.pk)
    with clinic_context(clinic):
        Lead.objects.update(assigned_to=colleague)
        User.objects.filter(pk=agent.pk).update(data_scope=User.DataScope.OWN)
    before = rows(clinic)

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, list(outcome.changed_since), outcome.out_of_sight) == (0, [], 1)
    assert rows(clinic) == before


def test_it_is_undone_once(clinic, act):
    lead, held = marco(clinic), hold(clinic)
    done = act(triage.merge, held.pk, lead.pk)
    act(undo, done.operation.pk)
    act(triage.merge, held.pk, lead.pk)
    before = rows(clinic)

    with pytest.raises(Conflict):
        act(undo, done.operation.pk)

    assert rows(clinic) == before


def test_the_neighbours_rows_stay_theirs_and_their_merge_is_not_there(clinic, other_clinic, act):
    theirs = marco(other_clinic, stage="Lost")
    colleague = make_user(other_clinic, role=roles.ADMIN, email="other@example.com")
    held = hold(other_clinic)
    with clinic_context(other_clinic):
        foreign = triage.merge(held.pk, theirs.pk, by=colleague, now=timezone.now())
    done, before = act(triage.merge, hold(clinic).pk, marco(clinic, stage="Lost").pk), rows(other_clinic)

    act(undo, done.operation.pk)

    assert rows(other_clinic) == before
    with pytest.raises(NotThere):
        act(undo, foreign.operation.pk)
