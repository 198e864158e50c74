"""Clinics whose rows are committed: what is tried here are transactions, with jobs as their rows."""

import pytest
from django.db import connection

from tenants.context import clinic_context
from tenants.outbox.models import Job


@pytest.fixture
def two(committed, clinics):
    yield clinics
    connection.close()  # whatever state the test left it in
    for clinic in clinics:
        with clinic_context(clinic):
            Job.objects.all().delete()


@pytest.fixture
def own(two):
    """The current clinic; the session of the database last worked in another."""
    with clinic_context(two[0]):
        yield two[0]
