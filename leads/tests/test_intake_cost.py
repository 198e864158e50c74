"""What one POST costs in statements; a rise is a decision, not an accident (PERFORMANCE 2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import client_of, key_of, post_lead
from crm.testing.statements import asked, statements

# Messages and statements; the transaction around them, which belongs to the test here, is left out (HOUSE 6). What
# nobody asks for leaves with the next question (tenants.services.together). New: lock, keys, stops, holders; lead,
# contacts, words, enquiry, step, heat, wait, next watch, trail, arrival, job, next sweep, touchpoint,
# whose shares to count. Known: their leads, contacts, the lead and its heat besides. Stage, profile, rules and
# calendar are believed for seconds.
NEW, KNOWN = (3, 18), (7, 12)
MARIO = {"first_name": "Mario", "email": "mario@example.com", "phone": "+39333111222"}


@pytest.mark.parametrize(("arrivals_before", "most"), [(0, NEW), (1, KNOWN)], ids=["new", "known"])
def test_an_arrival_costs_the_statements_that_were_agreed(clinic, believed, arrivals_before, most):
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Warm", email="warm@example.com")
    for _ in range(arrivals_before):
        post_lead(client, key, **MARIO)

    with CaptureQueriesContext(connection) as captured:
        post_lead(client, key, **MARIO)

    assert (len(asked(captured)), len(statements(captured))) == most, asked(captured)
