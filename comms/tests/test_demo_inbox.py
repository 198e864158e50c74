"""What waits in the inbox of a demo clinic: believable, whole, and never sent (F:I25)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from comms.models import Account, Attachment, Call, Channel, Conversation, Message, TemplateText
from comms.packs.templates import KINDS, LANGUAGES, words_in
from comms.services.demo.filling import fill_inbox
from comms.services.demo_lines import connect_demo
from comms.services.inbox import ALL, DONE, NOT_SENT, PUT_OFF, TABS, UNREAD, conversations_of
from comms.services.queue.candidates import ranked
from comms.services.templates.rendering import is_approved
from comms.services.windows import channel_window
from crm.testing.people import key_of
from leads.models import ContactAttempt, LeadPayload
from leads.services.demo_history import relive
from leads.services.demo_staff import settle
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import key_of_row
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.staff.models import User

SLUG, LEADS, NOW = "tirana-smile", 60, timezone.now()
State = Message.State


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where a simulator is asked for, and what it is told."""
    with override_settings(DEMO_FILE=tmp_path_factory.mktemp("home") / "demo.json", SIMULATOR_PORT="9001"):
        yield


@pytest.fixture(scope="module")
def lived(clinics, home, django_db_blocker):
    """Clinic A with its leads and its inbox, in a transaction that ends with this file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for module in ("comms.services.demo_lines", "leads.services.demo"):
            patch.setattr(f"{module}.CLINICS", ((clinics[0].name, clinics[0].slug),))
        keys = key_of(clinics[0]), key_of(clinics[0], kind="site", origins=["https://clinic-site.example"])
        with clinic_context(clinics[0]):
            settle(SLUG, password_for=lambda: "bridgework-demo")
            server, page = (key_of_row(ApiKey.objects.get(route=key.split("_")[2])) for key in keys)
            relive(server=server, page=page, leads=LEADS, now=NOW)
            fill_inbox(SLUG, NOW)
        yield clinics[0]
        transaction.set_rollback(True)


@pytest.fixture
def filled(lived, clinic):
    """What a test does to it is rolled back."""
    with clinic_context(lived):
        yield


def somebody(login):
    return User.objects.get(email=f"{SLUG}+{login}@example.com")


def test_something_stands_in_every_tab_and_every_state(filled):
    admin, agent = somebody("admin"), somebody("agent")
    tabs = {tab: conversations_of(tab, agent, now=NOW).count() for tab in TABS}
    states = {
        state: conversations_of(ALL, admin, now=NOW, state=state).count()
        for state in (UNREAD, NOT_SENT, PUT_OFF, DONE)
    }

    assert min(tabs.values()) > 0
    assert min(states.values()) > 0
    assert {State.FAILED, State.UNKNOWN, State.QUEUED, State.READ} <= set(
        Message.objects.values_list("state", flat=True)
    )
    assert set(Account.objects.values_list("channel", "state")) == {
        (channel, "open") for channel in ("whatsapp", "sms", "mail")
    }


def test_patients_write_in_their_languages_and_strangers_wait_in_triage(filled):
    languages = set(Conversation.objects.values_list("language", flat=True))
    waiting = LeadPayload.objects.waiting().filter(held_for="wrote").values_list("fields", flat=True)

    assert {"en", "it", "de", "fr", "es", "tr", "ar"} <= languages
    assert Conversation.objects.filter(lead=None).count() == len(waiting) == 4
    assert any("ad" in fields for fields in waiting)
    assert {one.mime for one in Attachment.objects.filter(state="stored")} == {"image/jpeg", "audio/mpeg"}


def test_nothing_was_sent_and_nobody_was_told(filled):
    jobs = Job.objects.exclude(kind__startswith="leads.announce")

    assert {(kind, due > NOW) for kind, due in jobs.values_list("kind", "due_at")} == {("comms.send", True)}
    assert jobs.count() == Message.objects.filter(state=State.QUEUED, due_at__gt=NOW).count() > 0
    assert not Notice.objects.exists()


def test_each_attempt_is_a_message_or_a_call_of_its_moment(filled):
    """But for companions, who are reached by somebody else's contacts."""
    tried = ContactAttempt.objects.filter(lead__companion_of=None).values_list("lead", "at", "channel")
    said = set(Message.objects.filter(is_out=True).values_list("conversation__lead", "at"))
    rung = set(Call.objects.filter(is_out=True).values_list("lead", "ended_at"))

    kinds = Counter(channel for _lead, _at, channel in tried)
    assert min(kinds["call"], kinds["mail"], kinds["whatsapp"]) > 0
    assert all((lead, at) in (rung if channel == "call" else said) for lead, at, channel in tried)
    assert not Message.objects.filter(at__gt=NOW).exclude(state=State.QUEUED).exists()


def test_free_text_went_while_the_window_was_open_and_templates_else(filled):
    ours = Message.objects.filter(is_out=True, conversation__channel=Channel.WHATSAPP, template_call={})
    assert ours.exists()
    for message in ours.select_related("conversation"):
        talk = message.conversation
        before = talk.messages.filter(is_out=False, at__lt=message.at).order_by("-at").first()
        talk.last_in_at = before and before.at
        assert channel_window(talk, message.at).is_open
    assert Message.objects.exclude(template_call={}).exists()


def test_the_queue_has_somebody_for_many_reasons(filled):
    places = [place for login in ("agent2", "manager") for place in ranked(somebody(login), now=NOW)]
    reasons = {reason.why for place in places for reason in place.reasons}

    assert len(reasons) > 3
    assert Call.objects.filter(missed_at__isnull=False, recording="kept").exists()


def test_templates_are_approved_waiting_and_rejected(filled):
    known = TemplateText.objects.exclude(provider_name="")

    assert {"approved", "pending", "rejected", "paused"} == set(known.values_list("approval", flat=True))
    assert known.filter(provider_name="welcome").first().places == ["first_name", "clinic_name"]


def test_what_every_clinic_begins_with_is_approved_in_all_its_languages_as_it_was_written(filled):
    texts = TemplateText.objects.filter(template__key__in=KINDS, template__channel=Channel.WHATSAPP)
    texts = texts.select_related("template")

    assert {(one.template.key, one.language) for one in texts if is_approved(one) and all(one.places)} == {
        (key, language) for key in KINDS for language in LANGUAGES
    }
    assert all(one.body == words_in(one.language)[one.template.key].body for one in texts)


def test_done_again_nothing_more_comes(filled):
    before = Conversation.objects.count(), Message.objects.count(), Call.objects.count()

    fill_inbox(SLUG, NOW + timedelta(hours=1))

    assert (Conversation.objects.count(), Message.objects.count(), Call.objects.count()) == before


def test_the_simulator_is_connected_to_these_very_accounts(lived, clinic):
    connect_demo()

    with clinic_context(lived):
        assert Account.objects.count() == 3
        assert not Account.objects.exclude(state=Account.State.OPEN).exists()


def test_nothing_stands_for_anybody_real(filled):
    addresses = list(Conversation.objects.values_list("kind", "address"))

    mails = [value for kind, value in addresses if kind == "email"]
    phones = [value for kind, value in addresses if kind == "phone"]
    assert all(mail.endswith("@example.com") for mail in mails)
    assert all(phone.startswith(("+447700900", "+4917139200", "+3363998")) for phone in phones)


def test_the_other_clinic_has_none_of_it(filled, other_clinic):
    with clinic_context(other_clinic):
        assert not Conversation.objects.exists()
