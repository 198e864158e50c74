import pytest
from time_machine import travel

from attribution.conversions.tests.factories import NOW
from tenants.context import clinic_context


@pytest.fixture
def clock():
    with travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def inside(clinic, clock):
    with clinic_context(clinic):
        yield clinic
