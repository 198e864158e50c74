"""What several tests of leads begin with."""

import pytest
from django.utils import timezone

from tenants.context import clinic_context


@pytest.fixture
def act(clinic, agent):
    """`act(triage.accept, pk)`: as the agent, in the clinic, now."""

    def run(deed, *args, by=None, **kwargs):
        with clinic_context(clinic):
            return deed(*args, by=by or agent, now=timezone.now(), **kwargs)

    return run
