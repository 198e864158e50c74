"""What several tests of leads begin with."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Lead, ResponseCycle
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff.models import User


@pytest.fixture
def act(clinic, agent):
    """`act(triage.accept, pk)`: as the agent, in the clinic, now."""

    def run(deed, *args, by=None, **kwargs):
        with clinic_context(clinic):
            return deed(*args, by=by or agent, now=timezone.now(), **kwargs)

    return run


@pytest.fixture
def colleague(clinic):
    """Somebody else who may have leads: whoever works alone sees no owners (F:W19)."""
    person = make_user(clinic, email="colleague@example.com", full_name="Erion Hoxha")
    forget_workers()
    return person


@pytest.fixture
def own_client(clinic, agent):
    """The agent, who sees their own leads alone."""
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
    return client_of(clinic, agent)


@pytest.fixture
def colleagues(clinic):
    """A lead of somebody else."""
    return make_lead(clinic, "Theirs", assigned_to=make_user(clinic, email="other@example.com"))


@pytest.fixture
def staff(clinic):
    """`staff(anna="it", ben="de,en")`: agents on shift with what they speak."""

    def make(shift=User.Shift.ON, **named):
        people = {
            name: make_user(
                clinic,
                email=f"{name}@example.com",
                full_name=name.title(),
                shift=shift,
                languages=[code for code in spoken.split(",") if code],
            )
            for name, spoken in named.items()
        }
        forget_workers()
        return people

    return make


@pytest.fixture
def arrive(clinic):
    client, key = client_of(clinic), key_of(clinic)
    count = iter(range(1, 1000))

    def post(**fields):
        given = {"first_name": "Mario", "email": f"mario{next(count)}@example.com", "language": "it"} | fields
        assert post_lead(client, key, **given).status_code == 201
        with clinic_context(clinic):
            return Lead.objects.select_related("assigned_to").latest("pk")

    return post


@pytest.fixture
def cycles(clinic):
    """`cycles()`: all waits for an answer in the clinic, the oldest first."""

    def rows():
        with clinic_context(clinic):
            return list(ResponseCycle.objects.order_by("pk"))

    return rows
