"""Files of Meta and Google as lines of spend (F:M4); the headers are those of real exports."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.services.spending.amounts import decimal_sign, minor_of, spread
from attribution.services.spending.headers import GOOGLE, META
from attribution.services.spending.reading import (
    FOREIGN,
    NEGATIVE,
    NO_AMOUNT,
    NO_CURRENCY,
    NO_DAY,
    TOO_LONG,
    Asked,
    Spent,
    read_spend,
)

ASKED = Asked(known=frozenset({"EUR", "TRY", "GBP"}))
META_EN = ("Campaign name", "Day", "Campaign delivery", "Amount spent (EUR)", "Reporting starts", "Reporting ends")


def read(header, *rows, asked=ASKED):
    return read_spend(header, enumerate(rows, 2), asked)


def test_a_day_of_meta_is_read_with_the_currency_of_its_header():
    found = read(META_EN, ("Sorriso", "2026-11-20", "active", "12.34", "2026-11-20", "2026-11-20"))

    assert found.platform == META
    assert found.spent == [Spent(date(2026, 11, 20), "Sorriso", "", "EUR", 1234)]


@pytest.mark.parametrize(
    "header",
    [
        ("Nome della campagna", "Giorno", "Importo speso (EUR)"),
        ("Name der Kampagne", "Tag", "Ausgegebener Betrag (EUR)"),
        ("Kampanya Adı", "Gün", "Harcanan Tutar (EUR)"),
        ("Campaign name", "Day", "Amount spent (EUR)"),
    ],
)
def test_meta_is_known_in_four_languages(header):
    found = read(header, ("Zähne", "2026-11-20", "7"))

    assert (found.platform, [one.amount for one in found.spent]) == (META, [700])


@pytest.mark.parametrize(
    ("header", "day", "cost"),
    [
        (("Campaign", "Day", "Currency code", "Cost"), "2026-11-20", "1,234.50"),
        (("Campagna", "Giorno", "Codice valuta", "Costo"), "20/11/2026", "1.234,50"),
        (("Kampagne", "Tag", "Währungscode", "Kosten"), "20.11.2026", "1.234,50"),
        (("Kampanya", "Gün", "Para birimi kodu", "Maliyet"), "20 Kas 2026", "1.234,50"),
    ],
)
def test_google_is_known_in_four_languages_with_the_numbers_of_each(header, day, cost):
    found = read(header, ("UK implants", day, "EUR", cost))

    assert found.platform == GOOGLE
    assert found.spent == [Spent(date(2026, 11, 20), "UK implants", "", "EUR", 123450)]


def test_lines_that_add_others_up_are_counted_and_are_no_spend():
    google = ("Campaign status", "Campaign", "Day", "Currency code", "Cost")
    found = read(
        google,
        ("Enabled", "Total Makeover", "2026-11-20", "EUR", "5.00"),
        ("Total: Campaigns", " --", " --", "EUR", "5.00"),
        ("Total: Account", " --", " --", "EUR", "5.00"),
    )
    meta = read(META_EN, ("", "", "", "12.34", "2026-11-01", "2026-11-20"))

    assert [(one.campaign, one.amount) for one in found.spent] == [("Total Makeover", 500)]
    assert (found.totals, found.refused) == (2, [])
    assert (meta.totals, meta.spent, meta.refused) == (1, [], [])


def test_a_period_is_spread_evenly_to_the_last_cent():
    found = read(META_EN, ("Sorriso", "", "active", "10.00", "2026-11-01", "2026-11-03"))

    assert [(one.day.day, one.amount) for one in found.spent] == [(1, 334), (2, 333), (3, 333)]


def test_a_file_without_days_is_of_the_days_that_somebody_says():
    header, row = ("Campaign", "Cost", "Currency code"), ("A", "3.00", "EUR")
    asked = Asked(since=date(2026, 11, 1), until=date(2026, 11, 2), known=ASKED.known)

    assert [one.amount for one in read(header, row, asked=asked).spent] == [150, 150]
    assert [one.why for one in read(header, row).refused] == [NO_DAY]


def test_adverts_of_one_campaign_are_added_up_by_day():
    header = ("Campaign name", "Campaign ID", "Ad name", "Day", "Amount spent (EUR)")
    rows = [("A", "c:120210000000000001", ad, "2026-11-20", "1.10") for ad in ("one", "two")]

    assert read(header, *rows).spent == [Spent(date(2026, 11, 20), "A", "120210000000000001", "EUR", 220)]


@pytest.mark.parametrize(
    ("day", "cost", "currency", "why"),
    [
        ("2026-11-20", "free", "EUR", NO_AMOUNT),
        ("2026-11-20", "-1.00", "EUR", NEGATIVE),
        ("2026-11-20", "1.00", "", NO_CURRENCY),
        ("2026-11-20", "1.00", "JPY", FOREIGN),
        ("someday", "1.00", "EUR", NO_DAY),
        ("03/04/2026", "1.00", "EUR", NO_DAY),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_line(day, cost, currency, why):
    found = read(("Campaign", "Day", "Cost", "Currency code"), ("A", day, cost, currency))

    assert [(one.number, one.campaign, one.why) for one in found.refused] == [(2, "A", why)]


def test_another_line_shows_what_comes_first_in_a_day():
    header = ("Campaign", "Day", "Cost", "Currency code")
    found = read(header, ("A", "03/04/2026", "1.00", "EUR"), ("A", "25/04/2026", "1.00", "EUR"))

    assert [one.day for one in found.spent] == [date(2026, 4, 3), date(2026, 4, 25)]


def test_a_period_of_years_is_refused_and_nothing_spent_is_no_fault():
    found = read(
        META_EN,
        ("A", "", "", "1.00", "2020-01-01", "2026-01-01"),
        ("B", "2026-11-20", "", "0", "", ""),
        ("C", "2026-11-20", "", "", "", ""),
    )

    assert ([one.why for one in found.refused], found.free, found.spent) == ([TOO_LONG], 2, [])


def test_a_file_of_neither_is_nobodys():
    assert read(("Name", "Phone"), ("Ada", "1")).platform == ""


def test_the_dust_of_a_spreadsheet_is_no_third_decimal():
    assert minor_of("12.339999999999999858", ".") == 1234
    assert minor_of("12.345", ".") is None


@pytest.mark.parametrize(
    ("cells", "sign"),
    [(["1,234"], "."), (["1.234"], ","), (["0,500"], ","), (["1.234.567"], ","), (["12,5"], ","), (["7"], None)],
)
def test_the_sign_before_decimals_is_seen_in_the_column(cells, sign):
    assert decimal_sign(cells) == sign


@pytest.mark.parametrize("cell", ["€1,234.50", "1 234.50", "1'234.50", "EUR 1\u202f234.50", "1,234.50 €"])
def test_signs_of_money_and_gaps_between_thousands_do_not_matter(cell):
    assert minor_of(cell, ".") == 123450


@given(st.integers(0, 10**9), st.sampled_from(["{:,.2f}", "de"]))
def test_every_amount_comes_back_to_the_cent(amount, how):
    text = f"{amount // 100:,}.{amount % 100:02}"
    text = text if how != "de" else text.translate(str.maketrans(",.", ".,"))

    assert minor_of(text, decimal_sign([text])) == amount


@given(st.integers(0, 10**9), st.integers(1, 366))
def test_what_is_spread_adds_up_and_differs_by_one_at_most(amount, days):
    parts = spread(amount, days)

    assert sum(parts) == amount
    assert len(parts) == days
    assert max(parts) - min(parts) <= 1
