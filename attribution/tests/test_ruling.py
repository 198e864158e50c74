"""The clinic says what counts where: rules in their order, tried before they count (F:M4)."""

import pytest
from django.utils import timezone

from attribution.models import Credit, SourceRule
from attribution.services import ruling
from attribution.services.counting import count_anew
from attribution.services.rounds import RECOUNT
from attribution.tests.factories import campaign_in, channel_named, touch_of
from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.working import finish
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = timezone.now()
PAGE = "/admin/campaigns/rules/"


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


@pytest.fixture
def inside(clinic, manager):
    with clinic_context(clinic):
        yield {"by": manager, "now": NOW}


def asks(**said):
    return {"target": channel_named("sites").pk, "by_name": True, **said}


def test_a_new_rule_comes_last_and_places_everybody_anew(inside, clinic):
    lead = make_lead(clinic)
    touch_of(lead, source="whatclinic")
    count_anew([lead.pk])

    first = ruling.keep_rule(None, asks(source="nobody"), **inside)
    last = ruling.keep_rule(None, asks(source=" what*  "), **inside)
    finish(Run.objects.filter(kind=RECOUNT).latest("created_at").pk)

    assert list(SourceRule.objects.all()) == [first, last]
    assert last.source == "what*"
    assert Credit.objects.get().campaign == channel_named("sites")


def test_rules_change_places_and_stay_at_the_ends(inside):
    rows = [ruling.keep_rule(None, asks(source=name), **inside) for name in "abc"]

    for pk, places in ((rows[2].pk, -1), (rows[0].pk, -1), (rows[1].pk, 1)):
        ruling.shift_rule(pk, places, **inside)

    assert [row.source for row in SourceRule.objects.all()] == ["a", "c", "b"]


def test_a_removed_rule_comes_back_in_its_place(inside):
    rows = [ruling.keep_rule(None, asks(source=name, click="gclid"), **inside) for name in "abc"]

    operation = ruling.remove_rule(rows[1].pk, **inside)
    gone = [row.source for row in SourceRule.objects.all()]
    undo(operation.pk, by=inside["by"], now=NOW)

    assert gone == ["a", "c"]
    assert [(row.source, row.click) for row in SourceRule.objects.all()] == [(name, "gclid") for name in "abc"]


@pytest.mark.parametrize(
    "said", [{}, {"source": " "}, {"source": "x", "target": 10**9}, {"source": "x", "target": None}]
)
def test_a_rule_asks_for_something_and_leads_somewhere(inside, said):
    with pytest.raises(InvalidData):
        ruling.keep_rule(None, asks(**said), **inside)


@pytest.mark.parametrize(
    ("address", "before", "place"),
    [
        ("https://clinic.example/?utm_source=google&utm_medium=cpc&utm_campaign=May", "", "Google Ads › May"),
        ("https://clinic.example/?gclid=x", "", "Google Ads"),
        ("https://clinic.example/", "https://www.google.it/", "Search engines"),
        ("https://clinic.example/", "https://clinic.example/a", "Direct"),
        ("https://clinic.example/?utm_source=whatclinic&utm_campaign=May", "", "Forum › May"),
        ("http://[", "::", "Direct"),
    ],
)
def test_an_address_is_tried_and_nothing_is_written(inside, address, before, place):
    forum = channel_named("own forum")
    forum.name = "Forum"
    forum.save()
    ruling.keep_rule(None, asks(source="whatclinic", target=forum.pk), **inside)
    runs = Run.objects.count()

    said, rule = ruling.would_count_as(address, before)

    assert said == place
    assert (rule is not None) == ("whatclinic" in address)
    assert Run.objects.count() == runs


def test_the_page_lists_makes_orders_tries_and_removes(clinic):
    with clinic_context(clinic):
        target = campaign_in("sites", "Forum")
    client = client_of(clinic, make_user(clinic, role=roles.MARKETING, email="marketing@example.com"))

    made = client.post(f"{PAGE}new/", {"host": "*.forum.example", "target": target.pk, "by_name": "on"})
    wrong = client.post(f"{PAGE}new/", {"target": target.pk})
    with clinic_context(clinic):
        row = SourceRule.objects.get()
    page = client.get(
        PAGE, {"address": "https://c.example/", "before": "https://a.forum.example/"}
    ).content.decode()
    client.post(PAGE, {"up": row.pk})
    changed = client.post(f"{PAGE}{row.pk}/", {"host": "forum.example", "target": target.pk})
    removed = client.post(f"{PAGE}{row.pk}/remove/")

    assert (made.status_code, wrong.status_code, changed.status_code, removed.status_code) == (302, 422, 302, 302)
    assert "This would count as <b>Other websites › Forum</b>" in page
    assert "By your rule *.forum.example." in page
    assert "Touches are being placed by the new rules: 0 of 0 leads." in page
    assert client.get(f"{PAGE}{row.pk}/").status_code == 404


def test_the_neighbours_rules_are_not_there(clinic, other_clinic, manager):
    with clinic_context(other_clinic):
        theirs = SourceRule.objects.create(source="secret-word", target=channel_named("sites"))
    client = client_of(clinic, manager)

    assert "secret-word" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{theirs.pk}/").status_code == 404
