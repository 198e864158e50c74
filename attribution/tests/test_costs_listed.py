"""The costs that are known, as a list that one narrows, and what it costs the database."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attribution.models import Rate
from attribution.services.spending.keeping import write_typed
from attribution.services.spending.listing import Wanted, campaigns_of, costs_of, months_of
from attribution.tests.credited import make_campaign
from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

COSTS, RATES = "/admin/campaigns/costs/", "/admin/campaigns/rates/"
TENTH = date(2026, 11, 10)


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", data_scope=User.DataScope.ALL)


@pytest.fixture
def browser(clinic, manager):
    return client_of(clinic, manager)


@pytest.fixture
def cost(clinic, manager):
    """Write what a day of a campaign cost."""

    def write(campaign, day, amount=10_00, currency="EUR"):
        with clinic_context(clinic):
            write_typed(campaign, day, day, amount, currency, by=manager, now=timezone.now())

    return write


@pytest.fixture
def campaigns(clinic):
    with clinic_context(clinic):
        return make_campaign("Sorriso"), make_campaign("Zahnreise")


def test_the_list_is_narrowed_to_a_campaign_and_a_month_and_says_what_they_come_to(browser, campaigns, cost):
    one, other = campaigns
    last_of_october, first, second = (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2))
    for day in (last_of_october, first, second):
        cost(one, day)
    cost(other, TENTH, 7_00, "GBP")

    def shown(query):
        page = browser.get(f"{COSTS}?{query}")
        return [row.day for row, _amount in page.context["rows"]], page.context["sums"]

    assert shown("") == ([TENTH, second, first, last_of_october], ["€ 30.00", "£ 7.00"])
    assert shown(f"campaign={one.pk}&month=2026-11") == ([second, first], ["€ 20.00"])
    assert shown(f"campaign={other.pk}") == ([TENTH], ["£ 7.00"])
    assert shown("month=2026-10") == ([last_of_october], ["€ 10.00"])


@pytest.mark.parametrize("query", ["month=2025-01", f"campaign={'9' * 18}"])
def test_where_nothing_was_spent_the_list_says_so(browser, campaigns, cost, query):
    cost(campaigns[0], TENTH)

    assert "No costs there" in browser.get(f"{COSTS}?{query}").content.decode()


@pytest.mark.parametrize(
    "query", ["campaign=x&month=2026-13", f"campaign={'9' * 40}&month=now&page=-1", "month=0000-00"]
)
def test_what_is_no_campaign_and_no_month_asks_for_nothing(browser, campaigns, cost, query):
    cost(campaigns[0], TENTH)

    assert len(browser.get(f"{COSTS}?{query}").context["rows"]) == 1


@pytest.mark.parametrize("page", [COSTS, RATES])
def test_a_list_costs_as_many_statements_for_thirty_rows_as_for_one(
    clinic, browser, campaigns, cost, manager, page
):
    def asked(days):
        told = {
            "currency": "GBP",
            "own": "EUR",
            "rate": Decimal("1.15"),
            "by": manager,
            "updated_at": timezone.now(),
        }
        for number in days:
            day = date(2026, 9, number)
            cost(campaigns[0], day)
            with clinic_context(clinic):
                Rate.objects.create(day=day, **told)
        with CaptureQueriesContext(connection) as seen:
            assert len(browser.get(page).context["rows"]) == days[-1]
        return len(seen)

    browser.get(page)
    assert asked(range(1, 2)) == asked(range(2, 31))


def test_who_may_not_see_costs_is_given_none(clinic, campaigns, cost):
    cost(campaigns[0], TENTH)
    agent = make_user(clinic, role=roles.AGENT, email="agent@example.com")

    with clinic_context(clinic):
        shown = (costs_of(agent, Wanted()), months_of(agent), campaigns_of(agent))
        assert [list(one) for one in shown] == [[], [], []]
