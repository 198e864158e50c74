"""What one POST costs in statements; a rise is a decision, not an accident (PERFORMANCE 2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import client_of, key_of, post_lead
from crm.testing.statements import asked

# Savepoints and SETs are left out: transactions of the test stand around them (HOUSE 6).
# Counted are messages: what nobody asks for leaves with the next one (tenants.services.together). New: lock and
# holders; lead; contacts, enquiry, trail and arrival; job and when the sweep comes; touchpoint. Known: lock and
# holders; their leads; contacts; lead; arrival; touchpoint. Stage and profile are believed for seconds.
NEW, KNOWN = 5, 6
MARIO = {"first_name": "Mario", "email": "mario@example.com", "phone": "+39333111222"}


@pytest.mark.parametrize(("arrivals_before", "most"), [(0, NEW), (1, KNOWN)], ids=["new", "known"])
def test_an_arrival_costs_no_more_statements_than_agreed(clinic, arrivals_before, most):
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Warm", email="warm@example.com")
    for _ in range(arrivals_before):
        post_lead(client, key, **MARIO)

    with CaptureQueriesContext(connection) as captured:
        post_lead(client, key, **MARIO)

    assert len(asked(captured)) <= most, asked(captured)
