"""Clinics whose rows are committed: what is tried here are transactions."""

import pytest

from tenants.context import clinic_context


@pytest.fixture
def two(committed, fresh_clinic):
    return fresh_clinic(), fresh_clinic()


@pytest.fixture
def own(two):
    """The current clinic; the session of the database last worked in another."""
    with clinic_context(two[0]):
        yield two[0]
