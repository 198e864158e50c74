"""The report of campaigns as people read it, and the leads behind each number (F:M4)."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attribution.models import Spend
from attribution.services.rollup.counting import count_days
from attribution.tests.credited import HALVES, OTHER_HALVES, credit, make_campaign
from crm.testing.people import client_of, make_user
from crm.testing.statements import statements
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

PAGE = "/admin/campaigns/report/"
TODAY = timezone.now().date()
DAY = TODAY - timedelta(days=3)


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", data_scope=User.DataScope.ALL)


@pytest.fixture
def browser(clinic, manager):
    return client_of(clinic, manager)


@pytest.fixture
def tree(clinic):
    with clinic_context(clinic):
        meta = make_campaign("Meta")
        one = make_campaign("Sorriso", meta)
        return meta, one, make_campaign("Zahnreise", meta), make_campaign("Women 40", one)


@pytest.fixture
def counted(clinic, tree, manager):
    """One who was shared by both campaigns and accepted, one of the first alone, and what both cost."""
    _meta, one, other, below = tree
    both = credit(
        clinic,
        {one: HALVES, other: OTHER_HALVES},
        day=DAY,
        reached="accepted",
        paid=(1000_00, "EUR"),
        first_name="Both",
    )
    alone = credit(clinic, {below: 10_000}, day=DAY, first_name="Alone")
    with clinic_context(clinic):
        spent = {"day": DAY, "currency": "EUR", "source": "meta", "updated_at": timezone.now()}
        Spend.objects.create(campaign=one, amount=100_00, **spent)
        count_days([DAY])
    return both, alone


def rows(answer):
    """The cells of each line of the table."""
    table = re.search(r"<tbody>(.*)</tfoot>", answer.content.decode(), re.S)[1]
    lines = re.findall(r"<tr.*?</tr>", table, re.S)
    return [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.S)] for line in lines]


def _text(cell):
    bare = re.sub(r"<span class=\"material-symbols-outlined\".*?</span>", "", cell, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def links(answer, step):
    return [
        unescape(one)
        for one in re.findall(r'href="([^"]*/lead/\?campaign=[^"]*)"', answer.content.decode())
        if f".{step}&" in one
    ]


def toggle(answer, label):
    return unescape(re.search(rf'href="([^"]*)" aria-label="{label}"', answer.content.decode())[1])


def test_each_line_says_what_it_brought_cost_and_returned(browser, counted):
    said = rows(browser.get(PAGE, {"credit": "first"}))

    assert said == [
        ["Meta", "2", "1", "1", "€ 1,000", "€ 100", "€ 50", "€ 100", "10 ×"],
        ["Sorriso", "2", "1", "1", "€ 1,000", "€ 100", "€ 50", "€ 100", "10 ×"],
        ["All together", "2", "1", "1", "€ 1,000", "€ 100", "€ 50", "€ 100", "10 ×"],
    ]


def test_another_model_is_another_address_and_nothing_is_counted_again(browser, counted, clinic):
    said = {row[0]: row[1:5] for row in rows(browser.get(PAGE, {"credit": "position"}))}

    assert said["Sorriso"] == ["1.5", "0.5", "0.5", "€ 500"]
    assert said["Zahnreise"] == ["0.5", "0.5", "0.5", "€ 500"]


def test_what_is_below_a_campaign_opens(browser, counted, tree):
    closed = rows(browser.get(PAGE))
    opened = rows(browser.get(PAGE, {"open": tree[1].pk}))

    assert "Women 40" not in [row[0] for row in closed]
    assert "Women 40" in [row[0] for row in opened]


def test_a_channel_closes_and_opens_again_at_its_line(browser, counted, tree):
    page = browser.get(PAGE, {"credit": "position"})
    closed = browser.get(PAGE + toggle(page, "Close Meta"))
    again = browser.get(PAGE + toggle(closed, "Open Meta"))

    assert toggle(page, "Close Meta").endswith(f"#campaign-{tree[0].pk}")
    assert [row[0] for row in rows(closed)] == ["Meta", "All together"]
    assert rows(again) == rows(page)


def test_the_last_of_many_are_one_line_that_opens(browser, counted, monkeypatch):
    whole = browser.get(PAGE, {"credit": "position"})
    monkeypatch.setattr("attribution.services.report.tree.FIRST", 1)
    short = browser.get(PAGE, {"credit": "position"})
    (to,) = re.findall(r'href="([^"]*)">1 more', short.content.decode())

    assert rows(short)[2][:2] == ["1 more", "0.5"]
    assert rows(browser.get(PAGE + unescape(to))) == rows(whole)


def test_a_number_leads_to_the_very_leads(browser, counted):
    page = browser.get(PAGE, {"credit": "first"})
    all_, accepted = (browser.get(links(page, step)[1]).content.decode() for step in ("leads", "accepted"))

    assert "Both" in all_
    assert "Alone" in all_
    assert "Both" in accepted
    assert "Alone" not in accepted


def test_the_list_says_which_number_it_shows_and_refuses_what_is_none(browser, counted):
    page = browser.get(PAGE, {"credit": "first"})
    shown = browser.get(links(page, "accepted")[1]).content.decode()

    assert "Sorriso, accepted, First touch" in shown
    for wrong in (
        "x",
        "0.first.2026-11-01.2026-11-02.leads",
        "1.best.2026-11-01.2026-11-02.leads",
        "1.first.x.y.leads",
    ):
        assert "Both" not in browser.get("/admin/leads/lead/", {"campaign": wrong}).content.decode()


def test_the_leads_of_a_number_are_those_that_the_reader_sees(clinic, counted, browser, manager):
    with clinic_context(clinic):
        manager.data_scope = User.DataScope.OWN
        manager.save()
        both, alone = counted
        type(both).objects.filter(pk=both.pk).update(assigned_to=manager)
        other = make_user(clinic, email="other@example.com")
        type(both).objects.filter(pk=alone.pk).update(assigned_to=other)

    page = browser.get(PAGE, {"credit": "first"})
    behind = browser.get(links(page, "leads")[0]).content.decode()

    assert rows(page)[-1] == ["All together", "1", "1", "1", "€ 1,000"]
    assert "Only the leads that you may see are counted" in page.content.decode()
    assert ("Both" in behind, "Alone" in behind) == (True, False)


def test_the_file_has_every_line_and_no_formula(clinic, browser, counted, tree):
    with clinic_context(clinic):
        tree[2].name = '=HYPERLINK("http://x")'
        tree[2].save()
    answer = browser.get(PAGE, {"credit": "linear", "format": "csv"})
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert [line["leads"] for line in lines] == ["2", "1.5", "1", "0.5", "2"]
    assert lines[0]["cost_per_lead"] == "50.00"
    assert lines[3]["campaign"].startswith("'=")


@pytest.mark.parametrize("asked", [{"first": "2026-11-02", "last": "2026-11-01"}, {"first": "x", "last": "y"}])
def test_days_that_are_none_are_refused_in_words(browser, asked):
    answer = browser.get(PAGE, asked)

    assert answer.status_code == 422
    assert "Give a first and a last day" in answer.content.decode()


def test_a_range_is_asked_for_by_its_days(browser, counted):
    assert rows(browser.get(PAGE, {"first": str(DAY), "last": str(DAY)}))[-1][1] == "2"
    assert (
        "Nothing in these days" in browser.get(PAGE, {"first": "2025-01-01", "last": "2025-01-31"}).content.decode()
    )


def test_the_days_before_today_are_of_the_clinics_clock(browser, counted):
    assert rows(browser.get(PAGE, {"days": "7"}))[-1][1] == "2"


def _asked(browser):
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(PAGE).status_code == 200
    return [one for one in statements(captured) if "attribution_" in one]


def test_the_page_asks_as_much_for_many_campaigns_as_for_one(clinic, browser, tree, counted):
    few = len(_asked(browser))
    with clinic_context(clinic):
        more = [make_campaign(f"More {n}", tree[0]) for n in range(8)]
    for campaign in more:
        credit(clinic, {campaign: 10_000}, day=DAY, paid=(5_00, "EUR"))
    with clinic_context(clinic):
        count_days([DAY])
    many = _asked(browser)

    assert len(many) == few
    # days, unrated, costs, foreign costs, the tree, what waits, the clock
    assert len(many) == 7


def test_nobody_reads_the_leads_for_a_report_of_all(browser, counted):
    assert not [one for one in _asked(browser) if "attribution_credit" in one]


def test_an_agent_has_no_report_and_marketing_has(clinic):
    agent = client_of(clinic, make_user(clinic))
    marketing = client_of(clinic, make_user(clinic, role=roles.MARKETING, email="marketing@example.com"))

    assert agent.get(PAGE).status_code == 403
    assert marketing.get(PAGE).status_code == 200


def test_the_landing_of_a_manager_begins_with_the_campaigns_that_brought_most(browser, counted, clinic):
    page = browser.get("/", follow=True).content.decode()
    agent = client_of(clinic, make_user(clinic)).get("/", follow=True).content.decode()

    assert 'id="card-campaigns"' in page
    assert "€ 100" in page
    assert 'id="card-campaigns"' not in agent
