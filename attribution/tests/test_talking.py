"""Touches out of conversations: click-to-WhatsApp, and links of ours that were opened (F:M4)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.models import Credit, Touchpoint
from attribution.services import rounds
from attribution.services.talking import told_by_ad
from attribution.services.touching import touch
from comms.models import Message, ShortLink
from comms.services.links.making import Links
from comms.services.receiving.events import apply
from comms.tests.conftest import NOW
from comms.tests.factories import make_account, make_conversation, make_message
from comms.tests.receiving.conftest import KINDS, SARAH, said
from crm.testing.people import client_of, make_user
from leads.models import Lead, LeadPayload
from leads.services import triage
from leads.signals import lead_received
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.staff import roles

AD = {
    "source_type": "ad",
    "source_id": "120210000000000001",
    "source_url": "https://fb.me/3cr4Wqqkv",
    "headline": "Implants in Tirana",
    "ctwa_clid": "ARAkLkA8",
}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def hear(clinic):
    """`hear(body, number=2)`: Sarah wrote it from the ad, and a worker reads it."""
    make_account(clinic)

    def tell(body="Hello", *, number=1, ad=AD):
        event = WebhookEvent(pk=1, body=b"{}", about={}, received_at=NOW)
        with clinic_context(clinic):
            apply(said(body=body, number=number, referral=ad), "whatsapp", event, KINDS["whatsapp"], now=NOW)

    return tell


@pytest.fixture
def sarah(clinic):
    lead = make_lead(clinic, "Sarah", "Whitcombe", stage="Contacted")
    reach(clinic, lead, "phone", SARAH.phone)
    return lead


def told():
    return list(Touchpoint.objects.values_list("kind", "channel", "ctwa_clid", "ad_id"))


def test_somebody_we_know_who_writes_from_an_ad_has_one_touch_of_it_however_often_it_is_told(clinic, hear, sarah):
    for _ in range(2):
        hear()
    hear("And one more", number=2, ad={})

    with clinic_context(clinic):
        rounds.count_waiting()

        assert told() == [("message", "whatsapp", "ARAkLkA8", AD["source_id"])]
        campaign = Credit.objects.select_related("campaign__parent").get(lead=sarah).campaign
        assert (campaign.level, campaign.title, campaign.parent.title) == ("ad", "Implants in Tirana", "Meta ads")


def test_a_strangers_ad_becomes_a_touch_when_somebody_takes_them_on(clinic, hear):
    hear()
    agent = make_user(clinic, role=roles.MANAGER, email="manager@example.com")

    with clinic_context(clinic):
        before = told()
        triage.accept(LeadPayload.objects.get().pk, by=agent, now=NOW)

        assert before == []
        assert told() == [("message", "whatsapp", "ARAkLkA8", AD["source_id"])]


def test_a_receiver_that_fails_costs_no_message(clinic, hear, sarah, monkeypatch):
    monkeypatch.setattr("attribution.services.talking.recount", lambda _leads: 1 / 0)

    hear()

    with clinic_context(clinic):
        assert (Message.objects.count(), Touchpoint.objects.count()) == (1, 0)


def test_a_post_that_nobody_paid_for_is_no_advert():
    assert told_by_ad(AD | {"source_type": "post"}).items() >= {"medium": "organic", "source": "meta"}.items()
    assert "ad_id" not in told_by_ad(AD | {"source_type": "post"})


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda one: st.dictionaries(st.sampled_from([*AD]), one))
)
def test_whatever_shape_a_referral_has_it_is_read(ad):
    assert all(isinstance(text, str) for text in told_by_ad(ad).values())


def test_a_link_of_ours_is_a_touch_the_first_time_it_is_opened(clinic, other_clinic, sarah):
    message = make_message(clinic, make_conversation(clinic, sarah))
    with clinic_context(clinic):
        links = Links()
        address = links("https://clinic.example/implants?utm_campaign=May")
        links.keep(message)

    for _ in range(2):
        client_of(clinic).get(re.sub("https?://[^/]+", "", address), headers={"User-Agent": PHONE})

    with clinic_context(clinic):
        rounds.count_waiting()
        touchpoint = Touchpoint.objects.get(lead=sarah)
        assert (touchpoint.kind, touchpoint.channel, touchpoint.campaign) == ("link", "whatsapp", "May")
        assert ShortLink.objects.get().opens == 2
        assert Credit.objects.select_related("campaign__parent").get().campaign.parent.title == "Our own messages"
    with clinic_context(other_clinic):
        assert Touchpoint.objects.count() == 0


def test_an_arrival_of_a_program_may_not_pretend_to_come_from_an_ad_with_any_shape(clinic):
    with clinic_context(clinic):
        lead = make_lead(clinic)
        for ad in ("text", ["list"], {"headline": {"deep": 1}}, None):
            payload = LeadPayload.objects.create(body=b"{}", lead=lead, received_at=NOW, fields={"ad": ad})
            touch(lead, payload, False)

        assert {kind for kind, *_rest in told()} == {"arrival", "message"}
        assert Lead.objects.count() == 1
        assert lead_received.receiver("attribution.touch") is touch
