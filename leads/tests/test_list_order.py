"""In what order the leads of the list stand, how many on a page, and how one turns it to the last."""

import re
from html import unescape

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.admin import listing
from leads.models import Lead
from leads.services.finding.onward import page_behind
from leads.services.finding.sorting import in_order
from leads.tests.factories import make_lead
from leads.tests.test_lead_list import names
from tenants.context import clinic_context
from tenants.desk.services import counting

LIST = "/admin/leads/lead/"
NOW = timezone.now()


@pytest.mark.parametrize(
    ("query", "first"),
    [("sort_by=score", "Ada"), ("sort_by=score&sort_order=asc", "Ben"), ("sort_by=name", "Ada"),
     ("sort_by=name&sort_order=desc", "Cem"), ("sort_by=created", "Cem"), ("sort_by=follow_up", "Ben"),
     ("sort_by=follow_up&sort_order=desc", "Ben"), ("sort_by=password", "Cem"), ("sort_order=asc", "Ada")],
)  # fmt: skip
def test_the_list_is_ordered_by_a_closed_list_of_orders(clinic, agent_client, query, first):
    make_lead(clinic, "Ada", "A", lead_score=90, minutes=30)
    make_lead(clinic, "Ben", "B", lead_score=10, minutes=20, next_follow_up=NOW)
    make_lead(clinic, "Cem", "C", lead_score=50, minutes=10)

    assert names(agent_client.get(f"{LIST}?{query}"))[0].split()[0] == first


def test_equal_ones_stand_in_one_order_whatever_the_page(clinic, agent_client):
    for number in range(30):
        make_lead(clinic, f"Lead {number}", lead_score=50)

    pages = [names(agent_client.get(f"{LIST}?sort_by=score&p={page}")) for page in (1, 2)]

    assert len({*pages[0], *pages[1]}) == 30


def test_twenty_five_fifty_or_a_hundred_stand_on_a_page(clinic, agent_client):
    for number in range(51):
        make_lead(clinic, f"Lead {number}", minutes=number)

    sizes = {size: len(names(agent_client.get(f"{LIST}?size={size}"))) for size in ("", "50", "100", "7")}

    assert sizes == {"": 25, "50": 50, "100": 51, "7": 25}


def turned(client, way: str, page) -> list:
    """`page` and all that its links of that `way` lead to."""
    pages = [page]
    while len(pages) < 9 and (address := re.search(rf'rel="{way}" href="([^"]*)"', pages[-1].content.decode())):
        pages.append(client.get(LIST + unescape(address[1])))
    return pages


@pytest.mark.parametrize("sort", [("", ""), ("follow_up", "asc"), ("follow_up", "desc"), ("name", "asc")])
def test_what_is_too_many_to_count_is_told_about_and_turned_to_the_last_and_back(
    clinic, agent_client, monkeypatch, sort
):
    for one in (counting, listing):
        monkeypatch.setattr(one, "EXACT", 3)
    monkeypatch.setattr(listing, "SIZES", (2, 3))
    for number in range(7):
        make_lead(clinic, minutes=number, next_follow_up=NOW if number % 2 else None)
    with clinic_context(clinic):
        in_all = [lead.pk for lead in in_order(Lead.objects.all(), *sort)]

    first = agent_client.get(LIST, dict(zip(("sort_by", "sort_order"), sort, strict=True)))
    pages = turned(agent_client, "next", first)
    back = turned(agent_client, "prev", pages[-1])[::-1]

    def shown(pages) -> list[int]:
        return [lead.pk for page in pages for lead in page.context["cl"].result_list]

    assert (len(pages), shown(pages), shown(back)) == (4, in_all, in_all)
    assert re.search(r"1 to 2 of about \d+", pages[0].content.decode())
    assert re.search(r"7 to 7 of about \d+", pages[-1].content.decode())


@pytest.mark.parametrize("place", ["after=x", "after=999999999999999999", "before=x&p=3", "after={pk}&p=-5"])
def test_a_place_that_nobody_can_turn_to_is_the_first_page(clinic, agent, agent_client, place):
    with clinic_context(clinic):
        type(agent).objects.update(data_scope=agent.DataScope.OWN)
    theirs = make_lead(clinic, "Theirs", assigned_to=make_user(clinic, email="other@example.com"), minutes=9)
    for number in range(3):
        make_lead(clinic, f"Lead {number}", minutes=10 * number)

    answer = agent_client.get(f"{LIST}?{place.format(pk=theirs.pk)}")

    assert (len(names(answer)), answer.context["cl"].page_num) == (3, 1)


def test_names_stand_where_a_reader_looks_for_them_whatever_their_case_and_accents(clinic):
    expected = ["Alba", "Ávila", "çelik", "Çelik", "de Luca", "ışık", "Łęcki", "Øst", "Zeta"]
    for last_name in sorted(expected):
        make_lead(clinic, "Ada", last_name)

    with clinic_context(clinic):
        rows = Lead.objects.all()
        named = [lead.last_name for lead in in_order(rows, "name")]
        backwards = [lead.last_name for lead in in_order(rows, "name", "desc")]
        behind = page_behind(rows, Lead.objects.get(last_name="Łęcki"), ("name", "asc"), most=9)

    assert [name.casefold() for name in named] == [name.casefold() for name in expected]
    assert backwards == named[::-1]
    assert [lead.last_name for lead in behind] == ["Øst", "Zeta"]
