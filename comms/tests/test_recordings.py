"""A recording comes into the clinic's own storage, once, and is then nowhere else (INTEGRATIONS 5.1)."""

import pytest
from django.utils import timezone

from comms.models import Call, Channel
from comms.providers.simulator.voice import SOUND
from comms.providers.twilio import calls as at_twilio
from comms.services.calls import recordings
from comms.services.calls.recordings import RECORDING, place_of
from comms.services.calls.rules import keep_rules
from comms.tests.factories import make_account
from crm.testing.people import make_user
from crm.testing.simulators import a_line
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import enqueue
from tenants.outbox.services.work import run_due
from tenants.settings.services.credentials import store
from tenants.staff.roles import ADMIN
from tenants.storage import PrivateStorage

SID = "RE" + "1" * 32


@pytest.fixture
def call(clinic, simulator, settings, tmp_path):
    """One whose recording Twilio has, in its clinic."""
    settings.PRIVATE_FILES_ROOT = tmp_path
    line = simulator.connect(a_line(clinic.slug, 1))
    account, lead = make_account(clinic, Channel.SMS, kind="twilio"), make_lead(clinic, "Alice")
    keys = {"account_sid": line.account_sid, "auth_token": line.auth_token, "number": line.number}
    with clinic_context(clinic):
        store("twilio", keys, by=None)
        told = {"recording_id": SID, "recording": Call.Recording.WAITING, "at": timezone.now(), "is_out": False}
        yield Call.objects.create(lead=lead, account=account, **told)


def fetch(call):
    now = timezone.now()
    enqueue(kind=RECORDING, key=f"{RECORDING}:{call.recording_id}", payload={"call": call.pk}, due_at=now)
    run_due(now=now)
    call.refresh_from_db()


@pytest.mark.parametrize("deletes", [True, False])
def test_it_is_stored_here_and_deleted_there_when_the_clinic_wants_it(clinic, simulator, call, deletes):
    admin = make_user(clinic, role=ADMIN)
    keep_rules(is_recorded=True, rings_seconds=25, text_back=None, deletes_recordings=deletes, by=admin)

    fetch(call)

    assert call.recording == Call.Recording.KEPT
    with PrivateStorage().open(place_of(call)) as kept:
        assert kept.read() == SOUND
    assert [one["method"] for one in simulator.got("twilio.recording")] == ["GET", "DELETE"][: 1 + deletes]


def test_a_deletion_that_failed_is_tried_again_without_fetching_once_more(simulator, call):
    Call.objects.update(recording=Call.Recording.KEPT)

    fetch(call)

    assert [one["method"] for one in simulator.got("twilio.recording")] == ["DELETE"]


@pytest.mark.parametrize("what", ["too long", "no id of Twilio's"])
def test_what_is_too_long_or_none_of_theirs_is_not_kept_and_said_to_be_lost(monkeypatch, call, what):
    """The clinic's key goes to Twilio's own address alone: whatever a webhook names, nobody asks elsewhere."""
    if what == "too long":
        monkeypatch.setattr(recordings, "fetch_recording", lambda *asked: at_twilio.fetch_recording(*asked, most=9))
    else:
        Call.objects.update(recording_id="../../../evil.example/RE1")
        call.refresh_from_db()

    fetch(call)

    assert call.recording == Call.Recording.LOST
    assert not PrivateStorage().exists(place_of(call))
    assert Job.objects.get(kind=RECORDING).state == Job.State.FAILED
