"""A moment that stands still, and an operator on a visit; for the tests of what the platform does in a clinic."""

import pytest
from time_machine import travel

from tenants.tests.visiting import NOON, opened, operator_user


@pytest.fixture
def at_noon():
    with travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def operator(database):
    return operator_user()


@pytest.fixture
def visit(at_noon, clinic, operator):
    return opened(clinic, operator, now=NOON)
