"""What campaigns cost: typed, brought in a file, and taken back (F:M4, T18)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from attribution.admin.rates import rate_shown
from attribution.channels import GOOGLE_ADS, META_ADS
from attribution.models import Campaign, Rate, Spend, Touchpoint
from attribution.services.report.demo import fill_costs
from attribution.services.report.making import report_of
from attribution.services.report.period import Period
from attribution.services.spending.keeping import Cost, write, write_typed
from attribution.tests.credited import credit, make_campaign
from attribution.tests.test_rollup import UTC_ZONE
from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from leads.models import ListUpload
from leads.services.money import to_the_cent
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.services.ledger import undo

DAY = date(2026, 11, 10)
COSTS, FILE, RATES = "/admin/campaigns/costs/", "/admin/campaigns/costs/file/", "/admin/campaigns/rates/"
META_FILE = (
    b"Campaign name,Day,Amount spent (EUR),Reporting starts,Reporting ends\r\n"
    b",,30.50,2026-11-10,2026-11-11\r\n"
    b"Sorriso,2026-11-10,20.00,2026-11-10,2026-11-10\r\n"
    b"Sorriso,2026-11-11,10.50,2026-11-11,2026-11-11\r\n"
    b"Zahnreise,2026-11-11,free,2026-11-11,2026-11-11\r\n"
)
GOOGLE_FILE = (
    "Kampagnenbericht\t\t\t\n10. November 2026\t\t\t\nKampagne\tTag\tWährungscode\tKosten\n"
    "UK implants\t10.11.2026\tEUR\t1.234,50\nGesamt: Konto\t --\tEUR\t1.234,50\n"
).encode("utf-16")


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", data_scope=User.DataScope.ALL)


@pytest.fixture
def browser(clinic, manager):
    return client_of(clinic, manager)


@pytest.fixture
def campaign(clinic):
    with clinic_context(clinic):
        return make_campaign("Sorriso", make_campaign("Meta"))


def costs():
    return list(Spend.objects.order_by("day", "source").values_list("day", "source", "amount", "currency"))


def send(browser, data, *, page=FILE, name="export.csv", **more):
    return browser.post(page, {"file": SimpleUploadedFile(name, data), **more})


def test_an_amount_is_spread_over_its_days_and_typed_again_replaced(clinic, campaign, manager):
    now = timezone.now()
    with clinic_context(clinic):
        write_typed(campaign, DAY, DAY + timedelta(days=2), 100_00, "EUR", by=manager, now=now)
        write_typed(campaign, DAY, DAY, 50_00, "EUR", by=manager, now=now)

        assert [row[2] for row in costs()] == [50_00, 33_33, 33_33]
        assert write_typed(campaign, DAY, DAY, 50_00, "EUR", by=manager, now=now) is None
        write_typed(campaign, DAY, DAY, 0, "EUR", by=manager, now=now)
        assert [row[2] for row in costs()] == [33_33, 33_33]


def test_taken_back_it_is_as_it_was_but_for_what_somebody_wrote_since(clinic, campaign, manager):
    now, later = timezone.now(), DAY + timedelta(days=1)
    with clinic_context(clinic):
        write_typed(campaign, DAY, DAY, 10_00, "EUR", by=manager, now=now)
        done = write_typed(campaign, DAY, DAY + timedelta(days=2), 90_00, "EUR", by=manager, now=now)
        write_typed(campaign, later, later, 1_00, "GBP", by=manager, now=now)
        undone = undo(done.pk, by=manager, now=now).outcome

        assert (undone.undone, len(undone.changed_since)) == (2, 1)
        assert costs() == [(DAY, "manual", 10_00, "EUR"), (later, "manual", 1_00, "GBP")]


def test_what_was_taken_away_comes_back(clinic, campaign, manager):
    now = timezone.now()
    with clinic_context(clinic):
        write_typed(campaign, DAY, DAY, 10_00, "EUR", by=manager, now=now)
        done = write_typed(campaign, DAY, DAY, 0, "EUR", by=manager, now=now)
        undo(done.pk, by=manager, now=now)

        assert costs() == [(DAY, "manual", 10_00, "EUR")]


@pytest.mark.parametrize(
    ("last", "amount", "currency", "field"),
    [
        (DAY - timedelta(days=1), 1, "EUR", "last"),
        (DAY + timedelta(days=400), 1, "EUR", "last"),
        (DAY, -1, "EUR", "amount"),
        (DAY, 1, "JPY", "currency"),
    ],
)
def test_what_is_no_cost_is_refused_by_field(clinic, campaign, manager, last, amount, currency, field):
    with clinic_context(clinic), pytest.raises(InvalidData) as refused:
        write_typed(campaign, DAY, last, amount, currency, by=manager, now=timezone.now())

    assert list(refused.value.fields) == [field]


def test_writing_costs_as_many_statements_for_one_day_as_for_ninety(
    clinic, campaign, manager, django_assert_max_num_queries
):
    days = [Cost(campaign.pk, DAY + timedelta(days=at), 100, "EUR") for at in range(90)]
    with clinic_context(clinic), django_assert_max_num_queries(12):
        write(days, "meta", by=manager, about={"file": "x"}, now=timezone.now())


def test_a_file_of_meta_is_looked_at_and_then_written(clinic, browser, manager):
    look = send(browser, META_FILE)["Location"]
    page = browser.get(look).content.decode()

    assert "Sorriso" in page
    assert "The cost is no amount" in page
    with clinic_context(clinic):
        assert not Spend.objects.exists()
        assert not Campaign.objects.exists()
    assert browser.post(look).status_code == 302
    with clinic_context(clinic):
        assert [row[1:] for row in costs()] == [("meta", 20_00, "EUR"), ("meta", 10_50, "EUR")]
        made = Campaign.objects.get(name="Sorriso")
        assert made.parent.found_by == META_ADS
        assert not ListUpload.objects.exists()


def test_the_same_file_again_changes_nothing_and_says_so(clinic, browser):
    for _twice in range(2):
        browser.post(send(browser, META_FILE)["Location"])
    page = browser.get(COSTS).content.decode()

    assert "All of this stood there already." in page
    with clinic_context(clinic):
        assert len(costs()) == 2


def test_a_report_of_google_is_read_with_its_preamble_alphabet_and_numbers(clinic, browser):
    browser.post(send(browser, GOOGLE_FILE)["Location"])

    with clinic_context(clinic):
        assert costs() == [(DAY, "google", 1234_50, "EUR")]
        assert Campaign.objects.get(name="UK implants").parent.found_by == GOOGLE_ADS


def test_a_file_without_days_and_currency_is_of_what_somebody_says(clinic, browser):
    data = b"Campaign,Cost\r\nA,30\r\n"
    look = send(browser, data, currency="GBP", since="2026-11-10", until="2026-11-12")["Location"]
    browser.post(look)

    with clinic_context(clinic):
        assert [row[2:] for row in costs()] == [(10_00, "GBP")] * 3


def test_a_file_of_something_else_is_refused_in_words(browser):
    look = send(browser, b"Name,Phone\r\nAda,1\r\n")["Location"]

    assert browser.get(look).status_code == 422
    assert browser.post(look).status_code == 422


def test_nobody_looks_at_the_file_of_a_colleague(clinic, browser):
    look = send(browser, META_FILE)["Location"]
    other = client_of(clinic, make_user(clinic, role=roles.MARKETING, email="marketing@example.com"))

    assert other.get(look).status_code == 404


def test_typing_a_cost_offers_to_undo_it(clinic, browser, campaign):
    sent = {
        "campaign": campaign.pk,
        "first": "2026-11-10",
        "last": "2026-11-10",
        "amount": "12.34",
        "currency": "EUR",
    }
    page = browser.post(COSTS, sent, follow=True).content.decode()

    assert "Costs of 1 day are written." in page
    with clinic_context(clinic):
        assert costs() == [(DAY, "manual", 12_34, "EUR")]


def test_a_rate_is_typed_corrected_and_removed(clinic, browser):
    for rate in ("1.15", "1.16"):
        browser.post(RATES, {"day": "2026-11-10", "currency": "GBP", "rate": rate})
    with clinic_context(clinic):
        row = Rate.objects.get()
        assert row.rate == Decimal("1.16")
    browser.post(f"{RATES}{row.pk}/remove/")
    with clinic_context(clinic):
        assert not Rate.objects.exists()


def test_a_file_of_rates_is_looked_at_and_then_written(clinic, browser):
    look = send(browser, b"Day,Currency,Rate\r\n2026-11-10,GBP,1.15\r\n2026-11-10,EUR,1\r\n", page=f"{RATES}file/")
    page = browser.get(look["Location"]).content.decode()

    assert "own currency" in page
    browser.post(look["Location"])
    with clinic_context(clinic):
        assert [(row.currency, row.rate) for row in Rate.objects.all()] == [("GBP", Decimal("1.15"))]


def test_costs_of_another_currency_are_told_by_the_rate_of_their_day_or_left_out(clinic, campaign, manager):
    credit(clinic, {campaign: 10_000}, day=DAY)
    period, now = Period(DAY, DAY + timedelta(days=1)), timezone.now()
    with clinic_context(clinic):
        write_typed(campaign, DAY, DAY, 10_00, "EUR", by=manager, now=now)
        write_typed(campaign, DAY + timedelta(days=1), DAY + timedelta(days=1), 10_00, "GBP", by=manager, now=now)
        missing = report_of(period, "last", by=manager, zone=UTC_ZONE)
        Rate.objects.create(day=DAY, currency="GBP", own="EUR", rate=Decimal("1.2"), updated_at=now)
        told = report_of(period, "last", by=manager, zone=UTC_ZONE)

    assert (missing.whole.spend, missing.missing) == (10_00, {"GBP": 10_00})
    assert (told.whole.spend, told.missing) == (22_00, {})


def test_a_demo_clinic_has_costs_and_rates_once_and_its_report_is_counted(clinic, manager):
    now = timezone.now()
    lead = make_lead(clinic)
    with clinic_context(clinic):
        told = {"source": "facebook", "medium": "paid", "campaign": "Autunno"}
        Touchpoint.objects.create(lead=lead, kind="message", at=now, origin="demo", **told)
        for _twice in range(2):
            fill_costs(clinic.slug, now)
        report = report_of(Period(now.date() - timedelta(days=29), now.date()), "last", by=manager, zone=UTC_ZONE)

        assert Spend.objects.count() == 90
        assert Rate.objects.exists()
    assert (report.whole.leads, report.missing, report.waiting) == (1, {}, 0)
    assert report.whole.spend


@pytest.mark.parametrize(
    ("rate", "shown"), [("1.1", "1.1000"), ("381.2", "381.2000"), ("0.00262341", "0.00262341")]
)
def test_rates_stand_one_below_the_other(rate, shown):
    assert rate_shown(Decimal(f"{Decimal(rate):.8f}")) == shown


@pytest.mark.parametrize(("amount", "shown"), [(1_00, "€ 1.00"), (1_234_56, "€ 1,234.56"), (0, "€ 0.00")])
def test_amounts_of_a_column_have_cents(amount, shown):
    assert to_the_cent(amount, "EUR") == shown
