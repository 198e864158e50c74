"""Rows of the tree that touches lead to: one for each name or number, whatever the clinic makes of it."""

import pytest

from attribution.models import Campaign
from attribution.services import nodes
from attribution.services.nodes import nodes_of
from attribution.services.placing import Place, Step
from attribution.tests.factories import campaign_in, channel_named
from tenants.context import clinic_context


@pytest.fixture(autouse=True)
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def named(name, root="google_ads"):
    return Place(root, (Step("campaign", name),))


def numbered(number, name, *more):
    return Place("meta_ads", (Step("campaign", name, "meta", number), *more))


def row_of(place):
    return Campaign.objects.get(pk=nodes_of([place])[place])


def test_one_name_is_one_row_whatever_its_case_accents_and_spaces():
    rows = nodes_of([named("Caffè  Roma"), named("caffe roma")])

    assert len(set(rows.values())) == 1
    assert Campaign.objects.count() == 2


def test_a_row_that_was_renamed_and_moved_is_found_as_before():
    row = row_of(named("Implants"))
    row.name, row.parent = "Our implants", channel_named("social")
    row.save()

    assert row_of(named("Implants")) == row


def test_a_number_is_one_row_whatever_its_name_is_today():
    row = row_of(numbered("11", "Implants"))

    assert row_of(numbered("11", "Implants, new name")) == row
    assert row.name == "Implants"


def test_a_row_that_was_known_by_name_takes_the_number_when_it_comes():
    row = campaign_in("meta_ads", "Implants")

    assert row_of(numbered("11", "Implants")).pk == row.pk
    assert row_of(numbered("11", "Whatever")).pk == row.pk


def test_two_numbers_of_one_name_are_two_rows_and_the_bare_name_is_the_first():
    one, other = row_of(numbered("11", "Implants")), row_of(numbered("12", "Implants"))

    assert one != other
    assert row_of(named("Implants", "meta_ads")) == one


def test_two_numbers_of_one_name_at_once():
    assert len(set(nodes_of([numbered("11", "Implants"), numbered("12", "Implants")]).values())) == 2


def test_ad_set_and_ad_lie_below_and_an_ad_alone_is_found_there():
    deep = numbered("11", "Implants", Step("adset", "Men", "meta", "12"), Step("ad", "Smile", "meta", "13"))
    alone = Place("meta_ads", (Step("ad", "13", "meta", "13"),))

    ad = row_of(deep)

    assert row_of(alone) == ad
    assert [ad.parent.name, ad.parent.parent.name, ad.parent.parent.parent.title] == ["Men", "Implants", "Meta ads"]


def test_a_place_of_the_clinics_own_is_a_row_already():
    own = campaign_in("sites", "Forum")

    assert nodes_of([Place(own.pk)]) == {Place(own.pk): own.pk}


def test_whoever_invents_names_counts_above_them_once_there_are_too_many(monkeypatch):
    monkeypatch.setattr(nodes, "MOST", 2)

    rows = nodes_of([named(f"Invented {number}") for number in range(5)])

    assert Campaign.objects.filter(level="campaign").count() == 2
    assert list(rows.values()).count(channel_named("google_ads").pk) == 3
