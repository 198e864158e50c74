"""Who may hear what: a session of this clinic, of somebody who works there and may see leads (H:T10)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from crm.testing.people import host_of, make_user
from tenants.context import clinic_context
from tenants.live.publisher import publish
from tenants.live.tests.listening import cookies_of
from tenants.live.visitors import Visitor, visitor_of
from tenants.services import hosts
from tenants.services.states import suspend
from tenants.staff.models import User


@pytest.fixture
def session(clinic, agent):
    return cookies_of(clinic, agent)[settings.SESSION_COOKIE_NAME]


def change(clinic, **fields):
    with clinic_context(clinic):
        User.objects.update(**fields)


def test_an_agent_hears_of_leads_and_own_notices_in_the_clinic_whose_host_was_asked(clinic, agent, session):
    leads = {"arrival_held", "lead_created", "lead_updated"}
    events = frozenset({*leads, "call_updated", "conversation_updated", "notice"})

    assert visitor_of(f"{host_of(clinic)}:8001", session) == Visitor(clinic.uuid, events, str(agent.pk))


def test_a_session_is_worth_nothing_on_the_neighbours_host(other_clinic, session):
    assert visitor_of(host_of(other_clinic), session) is None


@pytest.mark.parametrize("host", ["", "localhost", "unknown.localhost", "http://x", "a b"])
def test_a_host_that_is_no_clinics_has_no_visitors(clinic, session, host):
    assert visitor_of(host, session) is None


@pytest.mark.parametrize("key", ["", "x", "abcdefgh12\0", "A" * 32, "x" * 5000, "\ud800" * 32])
def test_what_can_be_no_session_key_is_no_visitors(clinic, key):
    assert visitor_of(host_of(clinic), key) is None


def test_a_deactivated_account_is_no_visitor_any_more(clinic, session):
    change(clinic, is_active=False)

    assert visitor_of(host_of(clinic), session) is None


def test_a_changed_password_ends_sessions_that_were_opened_with_the_old_one(clinic, session):
    change(clinic, password="another")

    assert visitor_of(host_of(clinic), session) is None


def test_a_session_that_ran_out_is_none(clinic, session):
    with clinic_context(clinic):
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert visitor_of(host_of(clinic), session) is None


def test_somebody_without_a_role_is_a_visitor_who_hears_nothing(clinic):
    user = make_user(clinic, email="new@example.com")
    session = cookies_of(clinic, user)[settings.SESSION_COOKIE_NAME]
    with clinic_context(clinic):
        user.groups.clear()

    assert visitor_of(host_of(clinic), session) == Visitor(clinic.uuid, frozenset(), str(user.pk))


def test_people_of_a_suspended_clinic_still_read_and_so_still_hear(clinic, session):
    suspend(clinic)
    hosts.forget_hosts()

    assert visitor_of(host_of(clinic), session) is not None


def test_an_event_that_nobody_declared_cannot_be_published(clinic):
    with clinic_context(clinic), pytest.raises(LookupError, match="never_declared"):
        publish("never_declared", {"lead_id": 1})
