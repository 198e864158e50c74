"""Days of campaigns are what the credits say, whenever they are counted (F:M4)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from attribution.models import CampaignDay, Credit, DayToCount, Rate
from attribution.services.rates.keeping import write_rate
from attribution.services.rates.known import rates_of
from attribution.services.report.making import report_of
from attribution.services.report.period import Period
from attribution.services.rollup.counting import count_days, count_marked, run
from attribution.services.rollup.days import mark_days
from attribution.services.rollup.tallying import MODELS
from attribution.tests.credited import HALVES, OTHER_HALVES, credit, make_campaign
from crm.testing.people import make_user
from leads.models import Lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

DAY = date(2026, 11, 10)
UTC_ZONE = ZoneInfo("UTC")
PERIOD = Period(DAY - timedelta(days=5), DAY + timedelta(days=5))


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", data_scope=User.DataScope.ALL)


@pytest.fixture
def tree(clinic):
    with clinic_context(clinic):
        meta = make_campaign("Meta")
        return meta, make_campaign("Sorriso", meta), make_campaign("Zahnreise", meta)


def rows(**fields):
    return list(
        CampaignDay.objects.filter(**fields).order_by("campaign_id").values_list("leads", "accepted", "revenue")
    )


def test_a_day_holds_each_models_share(clinic, tree):
    _meta, one, other = tree
    credit(clinic, {one: HALVES, other: OTHER_HALVES}, day=DAY, reached="qualified", paid=(1000_00, "EUR"))

    with clinic_context(clinic):
        count_days([DAY])

        assert rows(model="first") == [(10_000, 10_000, 1000_00 * 10_000)]
        assert rows(model="linear") == [(5_000, 5_000, 500_00 * 10_000)] * 2
        assert rows(model="decay") == [(4_000, 4_000, 400_00 * 10_000), (6_000, 6_000, 600_00 * 10_000)]


def test_counting_again_changes_nothing_and_forgets_what_went(clinic, tree):
    one = tree[1]
    lead = credit(clinic, {one: 10_000}, day=DAY)

    with clinic_context(clinic):
        for _again in range(2):
            count_days([DAY])
            assert rows(model="last") == [(10_000, 0, 0)]
        Credit.objects.filter(lead=lead).delete()
        count_days([DAY])
        assert rows() == []


def test_a_test_is_nobody(clinic, tree):
    credit(clinic, {tree[1]: 10_000}, day=DAY, is_test=True)

    with clinic_context(clinic):
        count_days([DAY])

        assert rows() == []


def test_a_rate_that_comes_later_is_counted_and_one_that_is_missing_is_said(clinic, tree, manager):
    credit(clinic, {tree[1]: 10_000}, day=DAY, paid=(1000_00, "GBP"), accepted=DAY + timedelta(days=2))
    now = timezone.now()

    with clinic_context(clinic):
        count_days([DAY])
        before = report_of(PERIOD, "last", by=manager, zone=UTC_ZONE)
        write_rate(DAY, "GBP", Decimal("1.15"), by=manager, now=now)
        count_marked(now=now)
        after = report_of(PERIOD, "last", by=manager, zone=UTC_ZONE)

    assert (before.whole.revenue, before.missing) == (0, {"GBP": 1000_00})
    assert (after.whole.revenue, after.missing) == (1150_00, {})


def test_a_marked_day_is_counted_once_and_the_page_says_how_many_wait(clinic, tree, manager):
    credit(clinic, {tree[1]: 10_000}, day=DAY)
    now = timezone.now()

    with clinic_context(clinic):
        mark_days([DAY, DAY], now=now)
        waiting = report_of(PERIOD, "last", by=manager, zone=UTC_ZONE).waiting
        counted = count_marked(now=now), count_marked(now=now)

        assert (waiting, counted) == (1, (1, 0))
        assert not DayToCount.objects.exists()


def test_all_days_are_counted_once_a_day_for_what_no_move_tells(clinic, tree):
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    lead = credit(clinic, {tree[1]: 10_000}, day=DAY)

    with clinic_context(clinic):
        run(now=now)
        Lead.objects.filter(pk=lead.pk).update(is_test=True)
        run(now=now + timedelta(hours=23))
        assert rows(model="last") == [(10_000, 0, 0)]
        run(now=now + timedelta(hours=25))
        assert rows(model="last") == []


def test_the_days_say_what_the_credits_say(clinic, tree, manager):
    """Who sees every lead reads the days, whoever sees some the credits; of the same leads both say the same."""
    for at in range(6):
        credit(
            clinic,
            {tree[1]: HALVES, tree[2]: OTHER_HALVES},
            day=DAY + timedelta(days=at % 3),
            reached="proposal" if at % 2 else "",
            paid=(at * 100_00, "EUR") if at % 3 == 0 and at else None,
            assigned_to=manager,
        )
    with clinic_context(clinic):
        count_days([DAY + timedelta(days=at) for at in range(3)])
        whole = {model: report_of(PERIOD, model, by=manager, zone=UTC_ZONE) for model in MODELS}
        manager.data_scope = User.DataScope.OWN
        own = {model: report_of(PERIOD, model, by=manager, zone=UTC_ZONE) for model in MODELS}

    for model in MODELS:
        assert [line.numbers.tally for line in whole[model].lines] == [
            line.numbers.tally for line in own[model].lines
        ]
    assert (whole["last"].shows_costs, own["last"].shows_costs) == (True, False)


def test_one_clinics_days_are_not_the_others(clinic, other_clinic, tree):
    credit(clinic, {tree[1]: 10_000}, day=DAY)
    now = timezone.now()

    with clinic_context(clinic):
        mark_days([DAY], now=now)
    with clinic_context(other_clinic):
        run(now=now)
        assert rows() == []
    with clinic_context(clinic):
        assert DayToCount.objects.count() == 1


def test_looking_and_counting_cost_the_same_for_one_lead_and_for_five(clinic, tree, django_assert_num_queries):
    for _lead in range(5):
        credit(clinic, {tree[1]: HALVES, tree[2]: OTHER_HALVES}, day=DAY, paid=(100_00, "EUR"))
    # settings, rates, zone, leads, qualified, accepted, delete, COPY
    with clinic_context(clinic), django_assert_num_queries(8):
        count_days([DAY])


def test_rates_are_asked_of_the_currencies_that_are_met(clinic, django_assert_num_queries):
    with clinic_context(clinic):
        Rate.objects.create(day=DAY, currency="GBP", own="EUR", rate=Decimal("1.1"), updated_at=timezone.now())
        with django_assert_num_queries(1):
            assert rates_of(own="EUR").in_own(100, "GBP", DAY) == 110
        with django_assert_num_queries(0):
            rates_of({"EUR"}, own="EUR")
