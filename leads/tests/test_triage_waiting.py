"""Who waits in triage, and who does not any more (FEATURES 2b, F:T24)."""

from django.utils import timezone

from leads.services import triage
from leads.services.triage.mended import settle_mended
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold, waiting_for
from tenants.context import clinic_context


def test_who_mended_the_form_is_nobodys_work(clinic, agent):
    mended = hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", days=1, email="Anna@Example.com")
    still = hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", days=1, email="other@example.com")
    lead = make_lead(clinic, "Anna", "Rossi")
    reach(clinic, lead, "email", "anna@example.com")

    shown = waiting_for(clinic, agent)
    with clinic_context(clinic):
        counted = triage.number_waiting(agent)
        settled = settle_mended(now=timezone.now())

    assert (shown, counted, settled) == ([still.pk], 1, 1)
    assert as_stored(clinic, mended).decision == "settled"


def test_a_known_person_who_left_something_out_waits_until_they_write_again(clinic, agent):
    lead = make_lead(clinic, "Anna", "Rossi", minutes=60 * 24 * 3)
    reach(clinic, lead, "email", "anna@example.com")
    held = hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", days=1)

    assert waiting_for(clinic, agent) == [held.pk]


def test_another_of_the_family_waits_when_the_holder_of_the_number_writes(clinic, agent):
    mario = make_lead(clinic, "Mario", "Rossi")
    reach(clinic, mario, "phone", "+447700900123")
    with_a_mail = {"first_name": "", "last_name": "", "email": "anna@example.com", "phone": "+447700900123"}
    mail = hold(clinic, HeldFor.INCOMPLETE, days=1, **with_a_mail)
    name = hold(clinic, HeldFor.INCOMPLETE, days=2, email="", phone="+447700900123")

    assert waiting_for(clinic, agent) == [mail.pk, name.pk]


def test_a_companion_who_mended_the_form_has_the_number_of_the_other(clinic, agent):
    mario = make_lead(clinic, "Mario", "Rossi", minutes=60 * 24 * 3)
    reach(clinic, mario, "phone", "+447700900123")
    anna = make_lead(clinic, "Anna", "Rossi", companion_of=mario)
    reach(clinic, anna, "email", "anna@example.com")
    hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", days=1, phone="+447700900123")

    assert waiting_for(clinic, agent) == []


def test_what_says_nothing_of_anybody_is_kept_and_not_shown(clinic, agent):
    hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", email="", message="Hello")

    assert waiting_for(clinic, agent) == []


def test_a_robots_arrival_is_there_and_counted_nowhere(clinic, agent):
    trapped = hold(clinic, HeldFor.TRAP)

    with clinic_context(clinic):
        counted = triage.number_waiting(agent)

    assert (counted, waiting_for(clinic, agent)) == (0, [trapped.pk])
