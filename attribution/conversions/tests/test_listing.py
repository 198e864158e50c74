"""The list of conversions: the newest first, whatever was written down first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attribution.conversions.services import listing
from attribution.conversions.services.listing import Asked, page_of
from attribution.conversions.services.neutral import conversion_rules
from attribution.conversions.tests.factories import NOW, make_event
from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User


@pytest.mark.parametrize("hours", [(1, 2, 3, 4, 5), (5, 4, 3, 2, 1), (2, 2, 2, 2, 2), (3, 1, 3, 2, 3)])
def test_page_after_page_shows_each_once_and_the_newest_first(clinic, monkeypatch, hours):
    monkeypatch.setattr(listing, "PAGE", 2)
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)
    events = [make_event(clinic, at=NOW - timedelta(hours=ago)) for ago in hours]

    shown, before = [], None
    with clinic_context(clinic):
        while not shown or before:
            rows, before = page_of(boss, conversion_rules(), Asked(before=before), now=NOW)
            shown += rows

    assert shown == sorted(events, key=lambda row: (row.occurred_at, row.pk), reverse=True)


def test_the_page_costs_as_many_statements_for_twenty_conversions_as_for_one(clinic):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)
    desk = client_of(clinic, boss)

    def asked(number):
        for _ in range(number):
            make_event(clinic)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get("/admin/conversions/").status_code == 200
        return len(seen)

    desk.get("/admin/conversions/")
    assert asked(1) == asked(20)
