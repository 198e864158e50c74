"""Old jobs go when doing them again would harm nobody; open questions stay, whoever deletes (H:S2, G13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tenants.context import clinic_context
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services.forget import done_long_ago
from tenants.outbox.tests.conftest import NOW
from tenants.services.forgetting import forget_useless

KEPT = timedelta(days=90)
AGES = {"old": KEPT + timedelta(minutes=1), "young": KEPT - timedelta(minutes=1)}


@pytest.fixture
def history(kind):
    """`history(clinic)`: one job of every state, age and sort, each with one delivery."""
    kinds = {"repeatable": kind(print, repeatable=True), "once": kind(print), "unknown-kind": "tests.gone"}

    def write(clinic):
        with clinic_context(clinic):
            for sort, name in kinds.items():
                for age, ago in AGES.items():
                    for state in Job.State:
                        _one(f"{sort} {state} {age}", name, state, NOW - ago)

    return write


def _one(key, kind, state, moment):
    lease = {"claim": "0" * 32, "lease_until": moment} if state == Job.State.CLAIMED else {}
    job = Job.objects.create(kind=kind, key=key, state=state, due_at=moment, finished_at=moment, **lease)
    DeliveryLog.objects.create(job=job, attempt=1, outcome="done", at=moment)


def keys():
    return set(Job.objects.values_list("key", flat=True))


def test_of_all_jobs_only_old_ones_that_were_done_and_may_be_repeated_go_with_their_deliveries(
    clinic, other_clinic, history
):
    history(clinic)
    history(other_clinic)
    with clinic_context(clinic):
        before = keys()

        forget_useless(now=NOW)

        assert before - keys() == {"repeatable done old"}
        assert set(DeliveryLog.objects.values_list("job__key", flat=True)) == keys()
        assert DeliveryLog.objects.count() == Job.objects.count()
    with clinic_context(other_clinic):
        assert keys() == before


def test_how_long_is_a_setting(clinic, history, settings):
    settings.JOBS_KEPT_DAYS = 365
    history(clinic)

    with clinic_context(clinic):
        assert not done_long_ago(NOW).exists()


@pytest.mark.parametrize("state", [Job.State.FAILED, Job.State.UNKNOWN])
def test_the_database_itself_keeps_a_job_that_people_must_look_at(clinic, state):
    with clinic_context(clinic):
        _one("mine", "tests.any", state, NOW)

        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            Job.objects.all().delete()

        assert keys() == {"mine"}


def test_a_delivery_is_deleted_with_its_job_and_never_alone(clinic):
    with clinic_context(clinic):
        _one("mine", "tests.any", Job.State.DONE, NOW)

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            DeliveryLog.objects.all().delete()
        Job.objects.all().delete()

        assert not DeliveryLog.objects.exists()
