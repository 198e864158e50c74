"""The link to somebody's own WhatsApp, and what is noted once they say that it was sent (F:C8)."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from comms.models import Message
from comms.services.accounts import account_for
from comms.services.by_hand import link_for, log_sent
from comms.services.personal_whatsapp import whatsapp_link
from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import ContactAttempt
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

LINKS = json.loads((Path(__file__).parent / "payloads" / "wa_me_links.json").read_text())


@pytest.mark.parametrize("case", LINKS)
def test_each_known_number_and_text_makes_its_link(case):
    wanted = case["result"] if "result" in case else case["expected"]

    assert whatsapp_link(case["phone"], case.get("text", "")) == wanted


@pytest.mark.parametrize("phone", ["", "3331234567", "no number", "+39 8", "https://wa.me/1"])
def test_without_a_number_that_can_be_reached_there_is_no_link(phone):
    assert whatsapp_link(phone, "x") is None


def test_what_was_sent_by_hand_is_noted_once_and_is_never_delivered(clinic, other_clinic, agent):
    lead = make_lead(clinic)
    number = reach(clinic, lead, "phone", "+393331112233")
    now = timezone.now()
    with clinic_context(clinic):
        assert link_for(lead.pk, number.pk, "Ciao", by=agent) == "https://wa.me/393331112233?text=Ciao"
        assert not Message.objects.exists()

        for _twice in range(2):
            message = log_sent(lead.pk, number.pk, "Ciao", by=agent, now=now)

        assert Message.objects.count() == ContactAttempt.objects.count() == 1
        assert (message.state, message.provider_id, message.accepted_at) == ("logged", "", None)
        assert ContactAttempt.objects.get().disposition == "sent"
        with pytest.raises(InvalidData):  # nothing is sent through it by the product
            account_for("whatsapp")
    with clinic_context(other_clinic):
        assert not Message.objects.exists()


def test_nobody_is_led_to_a_number_that_is_not_theirs_or_wants_no_messages(clinic, agent):
    lead = make_lead(clinic)
    number = reach(clinic, lead, "phone", "+393331112233")
    own = make_user(clinic, email="own@example.com", data_scope="own")
    with clinic_context(clinic):
        type(lead).objects.filter(pk=lead.pk).update(assigned_to=agent)
        with pytest.raises(NotThere):
            log_sent(lead.pk, number.pk, "x", by=own, now=timezone.now())
        with pytest.raises(NotThere):
            link_for(make_lead(clinic).pk, number.pk, "x", by=agent)
        suppress([("phone", "+393331112233")], reason="stop", source="t", by=None, now=timezone.now())
        with pytest.raises(InvalidData):
            link_for(lead.pk, number.pk, "x", by=agent)
