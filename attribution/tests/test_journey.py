"""The touches of a lead on its page: where from and when, and of click numbers the kind alone (F:I6)."""

import pytest

from attribution.services.counting import count_anew
from attribution.services.journey import touches_of
from attribution.tests.factories import touch_of
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

CLICK = "EAIaIQobChMI-a-number-of-nobodys-business"


def page_of(clinic, lead, role=roles.READ_ONLY):
    client = client_of(clinic, make_user(clinic, role=role, email=f"{role}@example.com".replace(" ", "")))
    return client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()


def test_the_card_tells_where_they_came_from_and_what_each_model_gives(clinic):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        touch_of(lead, gclid=CLICK, campaign="Implants", landing="https://www.clinic.example/a?name=Mario")
        touch_of(lead, day=7, referrer="https://forum.example/")
        count_anew([lead.pk])

    page = page_of(clinic, lead)

    card = page[page.index('id="touches"') :]
    assert card.index("Google Ads › Implants") < card.index("Other websites › forum.example")
    assert "clinic.example · gclid" in card
    assert "33.3 %" in card
    assert CLICK not in page


def test_a_lead_without_touches_has_no_card_and_one_that_waits_to_be_counted_has(clinic):
    bare, fresh = make_lead(clinic), make_lead(clinic)
    with clinic_context(clinic):
        touch_of(fresh)

        assert touches_of(bare) == []
        assert [(one.where, one.shares) for one in touches_of(fresh)] == [("", {})]
    assert 'id="touches"' not in page_of(clinic, bare)


def test_the_card_costs_two_questions(clinic, django_assert_num_queries):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        for day in range(6):
            touch_of(lead, day=day)
        count_anew([lead.pk])

        with django_assert_num_queries(2):
            assert len(touches_of(lead)) == 6


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", 'https://user:pw@evil.example/"onload=x', "//[", "http://[::1"],
)
def test_where_they_landed_is_text_and_never_a_link(clinic, address):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        touch_of(lead, landing=address, referrer=address)
        count_anew([lead.pk])

    page = page_of(clinic, lead)

    card = page[page.index('id="touches"') :]
    assert "<a" not in card[: card.index("</section>")]
    assert address not in page
