"""One test of a connection at a time in a clinic."""

import pytest

from crm.lib.errors import Conflict
from tenants.context import clinic_context
from tenants.settings.services.alone import alone


def test_a_second_one_waits_for_the_answer_of_the_first_and_the_neighbour_does_not(clinic, other_clinic):
    with clinic_context(clinic), alone("test", seconds=5):
        with pytest.raises(Conflict), alone("test", seconds=5):
            pass
        with clinic_context(other_clinic), alone("test", seconds=5):
            pass


def test_afterwards_the_next_one_may(clinic):
    with clinic_context(clinic):
        for _ in range(2):
            with alone("test", seconds=5):
                pass
