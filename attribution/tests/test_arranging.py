"""A clinic arranges what brings people; touches of before and of later count where it says (F:M4, T18)."""

import pytest
from django.utils import timezone

from attribution.models import Campaign
from attribution.services import arranging
from attribution.services.counting import count_anew
from attribution.services.nodes import nodes_of
from attribution.services.placing import Place, Step
from attribution.services.tree import tree
from attribution.tests.factories import campaign_in, channel_named, touch_of
from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = timezone.now()
PAGE = "/admin/campaigns/tree/"


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def inside(clinic, manager):
    with clinic_context(clinic):
        yield {"by": manager, "now": NOW}


def found(name, root="google_ads"):
    place = Place(root, (Step("campaign", name),))
    return nodes_of([place])[place]


def shown():
    return [(depth, row.title) for depth, row in tree().walk()]


def test_a_merged_campaign_counts_as_the_other_with_what_comes_later_and_nothing_is_counted_anew(inside, clinic):
    one, other = campaign_in("google_ads", "Implants"), campaign_in("google_ads", "Implants Germany")
    lead = make_lead(clinic)
    touch_of(lead, gclid="x", campaign="Implants Germany")
    count_anew([lead.pk])

    done = arranging.merge_campaign(other.pk, one.pk, **inside)

    assert shown() == [(0, "Google Ads"), (1, "Implants")]
    assert tree().counts_for(one.pk) == {one.pk, other.pk}
    assert found("Implants Germany") == other.pk
    assert tree().place_of(other.pk) == one.pk
    undo(done.pk, by=inside["by"], now=NOW)
    assert shown() == [(0, "Google Ads"), (1, "Implants"), (1, "Implants Germany")]


def test_what_lay_below_a_merged_one_lies_below_the_other(inside):
    one, other = campaign_in("meta_ads", "One"), campaign_in("meta_ads", "Other")
    Campaign.objects.create(parent=other, level="adset", name="Men")

    arranging.merge_campaign(other.pk, one.pk, **inside)

    assert shown() == [(0, "Meta ads"), (1, "One"), (2, "Men")]


def test_a_name_can_be_given_and_given_back_and_touches_find_it_as_before(inside):
    row, channel = campaign_in("google_ads", "Implants"), channel_named("google_ads")

    done = arranging.rename_campaign(row.pk, "  Our   implants ", **inside)
    arranging.rename_campaign(channel.pk, "Google", **inside)

    assert shown() == [(0, "Google"), (1, "Our implants")]
    assert found("Implants") == row.pk
    arranging.rename_campaign(channel.pk, "", **inside)
    undo(done.pk, by=inside["by"], now=NOW)
    assert shown() == [(0, "Google Ads"), (1, "Implants")]
    assert arranging.rename_campaign(row.pk, "Implants", **inside) is None


def test_a_campaign_moves_with_all_that_lies_below_and_back(inside):
    row, there = campaign_in("other_ads", "Bing"), channel_named("google_ads")
    Campaign.objects.create(parent=row, level="adset", name="Men")

    done = arranging.move_campaign(row.pk, there.pk, **inside)

    assert shown() == [(0, "Google Ads"), (1, "Bing"), (2, "Men"), (0, "Other adverts")]
    undo(done.pk, by=inside["by"], now=NOW)
    assert shown()[0] == (0, "Google Ads")
    assert shown()[1:] == [(0, "Other adverts"), (1, "Bing"), (2, "Men")]


def test_an_undo_leaves_what_somebody_changed_since(inside):
    row = campaign_in("google_ads", "One")
    done = arranging.rename_campaign(row.pk, "Two", **inside)
    arranging.rename_campaign(row.pk, "Three", **inside)

    undone = undo(done.pk, by=inside["by"], now=NOW)

    assert undone.outcome.undone == 0
    assert shown()[1] == (1, "Three")


def test_nothing_lies_below_itself_or_where_its_level_does_not_belong(inside):
    channel, row = channel_named("google_ads"), campaign_in("google_ads", "One")
    adset = Campaign.objects.create(parent=row, level="adset", name="Men")

    for pk, to in ((channel.pk, row.pk), (row.pk, row.pk), (row.pk, adset.pk)):
        with pytest.raises(InvalidData):
            arranging.move_campaign(pk, to, **inside)
    for pk, to in ((row.pk, row.pk), (row.pk, channel.pk), (adset.pk, row.pk)):
        with pytest.raises(InvalidData):
            arranging.merge_campaign(pk, to, **inside)
    with pytest.raises(NotThere):
        arranging.merge_campaign(row.pk, 10**9, **inside)


def test_a_campaign_of_the_clinics_own_is_found_by_touches_of_its_name(inside):
    channel = channel_named("sites")

    own = arranging.add_campaign(channel.pk, "Forum Zahn")

    assert found("forum zahn", "sites") == own.pk
    with pytest.raises(InvalidData, match="already"):
        arranging.add_campaign(channel.pk, "FORUM  ZAHN")
    fair = arranging.add_campaign(None, "Direct")
    assert nodes_of([Place("direct")])[Place("direct")] != fair.pk


@pytest.mark.parametrize("name", ["", " ", "…", "x" * 201, "\u200b"])
def test_a_name_says_something(inside, name):
    with pytest.raises(InvalidData):
        arranging.add_campaign(None, name)


def test_the_page_shows_the_tree_and_a_row_can_be_renamed_and_the_message_takes_it_back(clinic, manager):
    with clinic_context(clinic):
        row = campaign_in("google_ads", "Implants")
    client = client_of(clinic, manager)

    page = client.get(PAGE).content.decode()
    client.post(f"{PAGE}{row.pk}/", {"do": "rename", "name": "Teeth"})
    wrong = client.post(f"{PAGE}{row.pk}/", {"do": "move", "to": "999"})
    after = client.get(f"{PAGE}{row.pk}/").content.decode()

    assert page.index("Google Ads") < page.index("Implants")
    assert "Teeth" in after
    assert "Campaign renamed: Implants" in wrong.content.decode() + after
    assert (wrong.status_code, client.get(f"{PAGE}999/").status_code) == (422, 404)


def test_archived_ones_are_shown_when_asked_for(clinic, manager):
    with clinic_context(clinic):
        row = campaign_in("google_ads", "Of long ago")
    client = client_of(clinic, manager)

    client.post(f"{PAGE}{row.pk}/", {"do": "archive"})
    bare, all_of_it = (client.get(PAGE + asked).content.decode() for asked in ("", "?archived=yes"))

    assert 'dir="auto">Of long ago' not in bare
    assert 'dir="auto">Of long ago' in all_of_it


def test_an_agent_sees_the_tree_and_changes_nothing(clinic):
    client = client_of(clinic, make_user(clinic, role=roles.AGENT, email="agent@example.com"))
    with clinic_context(clinic):
        row = campaign_in("google_ads", "Implants")

    assert "Rename" not in client.get(f"{PAGE}{row.pk}/").content.decode()
    assert client.post(f"{PAGE}{row.pk}/", {"do": "archive"}).status_code == 403


def test_the_tree_costs_one_question_however_many_rows(clinic, manager, django_assert_num_queries):
    with clinic_context(clinic):
        for number in range(12):
            campaign_in("google_ads", f"Number {number}")
        with django_assert_num_queries(1):
            assert len(list(tree().walk())) == 13
