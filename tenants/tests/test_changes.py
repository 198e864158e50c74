"""Many rows, each to values of its own, in one UPDATE; and an UPDATE that leaves with the next statement."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.testing.statements import asked, statements
from leads.models import Heat, Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.services.changes import change_rows
from tenants.services.later import update_later
from tenants.services.together import together

ODD = ["it's", 'a "quote"', "per % cent", "back\\slash", "new\nline", "Gëzim", "'; DROP TABLE leads_lead; --", ""]
THEN = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def test_each_row_gets_its_own_values_in_one_statement(here):
    leads = [make_lead(here) for _ in ODD]

    with CaptureQueriesContext(connection) as captured:
        given = {
            lead.pk: (text, n, [{"reason": text}]) for n, (lead, text) in enumerate(zip(leads, ODD, strict=True))
        }
        changed = change_rows(Lead, ("company", "lead_score", "score_breakdown"), given)

    rows = Lead.objects.order_by("pk").values_list("company", "lead_score", "score_breakdown")
    assert list(rows) == [(text, n, [{"reason": text}]) for n, text in enumerate(ODD)]
    assert (changed, len(captured)) == (len(ODD), 1)


def test_nothing_and_moments_are_values_too(here):
    first, second = make_lead(here), make_lead(here)

    change_rows(Heat, ("cools_at",), {first.pk: (None,), second.pk: (THEN,)})

    assert list(Heat.objects.order_by("pk").values_list("cools_at", flat=True)) == [None, THEN]


def test_who_is_not_named_stays_and_no_rows_are_no_statement(here):
    one, other = make_lead(here, company="A"), make_lead(here, company="B")

    with CaptureQueriesContext(connection) as captured:
        none = change_rows(Lead, ("company",), {})
    changed = change_rows(Lead, ("company",), {one.pk: ("C",), 999_999_999: ("D",)})

    other.refresh_from_db()
    assert (none, changed, other.company, statements(captured)) == (0, 1, "B", [])


def test_an_update_that_nobody_waits_for_leaves_with_the_next_question(here):
    lead = make_lead(here)

    with transaction.atomic(), together(), CaptureQueriesContext(connection) as captured:
        update_later(Lead.objects.filter(pk=lead.pk), company="100 % Bellini's")
        company = Lead.objects.values_list("company", flat=True).get(pk=lead.pk)

    assert company == "100 % Bellini's"
    assert len(asked(captured)) == 1
