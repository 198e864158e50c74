"""From the form at Meta to the stages that Meta hears of: one lead, its number all the way, over the wire."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from attribution.conversions.tests.factories import NOW
from attribution.conversions.tests.telling import connect as connect_dataset
from attribution.conversions.tests.telling import ledger, sent, tell
from attribution.meta_leads.models import Form, InstantLead
from attribution.meta_leads.services import polling
from attribution.meta_leads.tests.conftest import GIULIA
from leads.models import Lead
from leads.services.moving import move_leads
from leads.tests.factories import stage_of
from tenants.inbound.models import WebhookEvent
from tenants.outbox.models import Job


@pytest.fixture
def clock():
    with travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("agrees", [True, False])
def test_what_a_webhook_told_of_goes_back_to_meta_stage_by_stage_by_its_number(
    clock, clinic, meta, page, connection, admin, delivered, worked, agrees
):
    connect_dataset(clinic, by=admin)
    polling.look_at(connection.pk, now=timezone.now())
    Form.objects.update(choices={"box": "consent.ads"})

    number = meta.host.pages.fill(page.forms[0].id, GIULIA, boxes={"box": agrees}, at=NOW.timestamp())
    assert not WebhookEvent.objects.exists()
    delivered()
    assert WebhookEvent.objects.get().event_id == f"lead:{number}"
    assert not InstantLead.objects.exists()
    worked()
    lead = Lead.objects.get()
    assert Job.objects.get(kind="meta_leads.fetch").payload == {"leadgen_id": number}
    for minutes, meaning in ((5, "contacted"), (10, "qualified")):
        clock.move_to(NOW + timedelta(minutes=minutes))
        move_leads([lead.pk], to=stage_of(meaning).pk, by=admin, now=timezone.now())
    for minutes in (11, 16):
        tell(now=NOW + timedelta(minutes=minutes))

    told = sent(meta)
    names = ["New lead", "Contacted", "Qualified"] if agrees else []
    assert [one["event_name"] for one in told] == names
    assert {one["user_data"]["lead_id"] for one in told} == ({int(number)} if agrees else set())
    assert [state for _step, state, _code in ledger()] == ["sent" if agrees else "skipped"] * 3
