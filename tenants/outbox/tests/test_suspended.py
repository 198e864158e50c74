"""A suspended clinic sends nothing, and its lists hear of new leads all the same (F:T21)."""

from datetime import timedelta

from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from leads.services.announce import ANNOUNCE
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP, enqueue
from tenants.outbox.tasks import run_jobs, sweep_jobs
from tenants.services.due import clinics_due
from tenants.services.states import resume, suspend


def states(clinic):
    with clinic_context(clinic):
        return dict(Job.objects.values_list("kind", "state"))


def test_its_sends_wait_until_it_is_resumed_and_its_staff_hear_of_leads_meanwhile(clinic, kind):
    sent = []
    send = kind(sent.append)
    suspend(clinic)
    with clinic_context(clinic):
        enqueue(kind=send, key="a send", payload={}, due_at=timezone.now())
    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="mario@example.com")

    run_jobs(clinic=str(clinic.uuid))

    assert states(clinic) == {send: Job.State.WAITING, ANNOUNCE: Job.State.DONE}

    resume(clinic)
    run_jobs(clinic=str(clinic.uuid))

    assert states(clinic)[send] == Job.State.DONE
    assert sent == [{}]


def test_a_lost_wake_up_is_found_again_in_a_suspended_clinic_too(clinic):
    suspend(clinic)
    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="mario@example.com")

    assert clinic in clinics_due(SWEEP, states=sweep_jobs.house_states, now=timezone.now() + timedelta(minutes=1))
    sweep_jobs(clinic=str(clinic.uuid))

    assert states(clinic) == {ANNOUNCE: Job.State.DONE}
