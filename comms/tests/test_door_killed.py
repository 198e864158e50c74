"""kill -9 at each point of a provider's door: the provider sends again, and each event is there once (H:W4)."""

import signal

import pytest
from django.db import transaction
from django.test import Client

from comms.services.arriving import keeping
from comms.tests.test_webhooks import OURS, SECRET, THEIRS, body_of, events, message, whatsapp
from crm.testing.forks import die, in_a_child
from tenants.context import clinic_context
from tenants.inbound.services.keeping import READ, keep
from tenants.outbox.models import Job
from tenants.services.routes import claim_channel

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

EVENTS = 20


def keep_and_die_before_the_commit(came, *, now):
    with transaction.atomic():
        keep(came, now=now)
        die()


def keep_and_die(came, *, now):
    """The first clinic has its part, the second has not."""
    keep(came, now=now)
    die()


POINTS = {
    "before anything is kept": die,
    "before the commit": keep_and_die_before_the_commit,
    "between two clinics": keep_and_die,
    "before the answer": keep,
}


def post(body):
    return whatsapp(Client(HTTP_HOST="localhost"), body)


def post_and_die(point, body):
    """The signal that ended a child which took the request; nothing of this process goes with it."""

    def take() -> None:
        keeping.keep = POINTS[point]
        post(body)
        die()

    return in_a_child(take)


@pytest.fixture
def two_clinics(fresh_clinic, no_worker, settings):
    settings.WHATSAPP_APP_SECRET = SECRET
    clinics = fresh_clinic(), fresh_clinic()
    for whose, number in zip(clinics, (OURS, THEIRS), strict=True):
        claim_channel("whatsapp_number", number, whose)
    return clinics


@pytest.mark.parametrize("point", POINTS)
def test_a_web_process_killed_at_this_point_loses_and_doubles_nothing(two_clinics, point):
    names = [f"wamid.{number}" for number in range(EVENTS)]
    for name in names:
        body = body_of(message(OURS, name), message(THEIRS, name))
        assert post_and_die(point, body) == signal.SIGKILL
        assert post(body).status_code == 200  # whoever was not answered sends again

    for clinic in two_clinics:
        assert sorted(events(clinic)) == sorted(("whatsapp", f"message:{name}") for name in names)
        with clinic_context(clinic):
            assert Job.objects.filter(kind=READ).count() == EVENTS
