"""Pausing, activating, closing and opening again, on the platform's site (F:T21, H:T15)."""

import pytest

from crm.lib.errors import Conflict
from crm.testing.people import PASSWORD, client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.notices.models import Notice
from tenants.services.states import close, reopen, resume, suspend
from tenants.staff.roles import ADMIN
from tenants.staff.services.platform import make_platform_admin
from tenants.tests.queueing import one_after_the_other

State = Clinic.State
REASON = "Three invoices are open"


@pytest.fixture
def operator(platform_client):
    user = make_platform_admin(email="platform@example.com", password=PASSWORD)
    platform_client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return platform_client


def page(clinic, step):
    return f"/admin/tenants/clinic/{clinic.pk}/{step}/"


def state_of(clinic):
    return Clinic.objects.values_list("state", flat=True).get(pk=clinic.pk)


def notices_of(clinic):
    with clinic_context(clinic):
        return list(Notice.objects.order_by("pk").values_list("user_id", "kind", "about", "link"))


def test_pausing_asks_first_and_happens_by_post_with_a_reason(clinic, operator):
    asked = operator.get(page(clinic, "suspend"))
    before = state_of(clinic)

    answer = operator.post(page(clinic, "suspend"), {"reason": REASON})

    assert (asked.status_code, before) == (200, State.ACTIVE)
    assert (answer.status_code, state_of(clinic)) == (302, State.SUSPENDED)


@pytest.mark.parametrize("reason", ["", "          ", "too short", "x" * 501])
def test_without_a_reason_nothing_happens(clinic, operator, reason):
    answer = operator.post(page(clinic, "suspend"), {"reason": reason})

    assert (answer.status_code, state_of(clinic)) == (422, State.ACTIVE)
    assert "autofocus" in answer.content.decode()


def test_both_trails_say_who_paused_the_clinic_and_why_and_the_neighbours_does_not(clinic, other_clinic, operator):
    with clinic_context(clinic):
        make_user(clinic, role=ADMIN)

    operator.post(page(clinic, "suspend"), {"reason": REASON})

    [outside] = Entry.objects.filter(additional_data__verb="clinic.suspended", object_pk=str(clinic.pk))
    assert (outside.note, outside.actor.email, outside.object_pk) == (
        REASON,
        "platform@example.com",
        str(clinic.pk),
    )
    with clinic_context(clinic):
        [inside] = Entry.objects.filter(additional_data__verb="clinic.suspended")
        assert (inside.note, inside.actor, inside.actor_email) == (REASON, None, "platform@example.com")
    with clinic_context(other_clinic):
        assert not Entry.objects.filter(additional_data__verb="clinic.suspended").exists()


def test_each_admin_of_the_clinic_is_told_once_that_it_is_paused_and_that_it_works_again(clinic, other_clinic):
    ana = make_user(clinic, email="ana@example.com", role=ADMIN)
    make_user(clinic, email="agent@example.com")
    make_user(other_clinic, role=ADMIN)

    for step in (suspend, suspend, resume, resume):
        step(clinic, reason=REASON)

    told = ["clinic_paused", "clinic_resumed"]
    assert notices_of(clinic) == [(ana.pk, kind, {"name": clinic.name}, "/admin/audit/entry/") for kind in told]
    assert notices_of(other_clinic) == []


def test_the_notice_of_a_pause_leads_to_its_reason_and_is_mailed_while_the_clinic_is_paused(clinic, mailbox):
    ana = make_user(clinic, email="ana@example.com", role=ADMIN)

    suspend(clinic, reason=REASON)

    [(_, _, _, link)] = notices_of(clinic)
    assert REASON in client_of(clinic, ana).get(link).content.decode()
    [mail] = mailbox.deliver(clinic)
    assert (mail.recipients, f"{clinic.name} is paused" in mail.message["Subject"]) == (["ana@example.com"], True)


def test_closing_asks_for_the_workspaces_name(clinic, operator):
    slip = operator.post(page(clinic, "close"), {"reason": REASON, "slug": "clinic-b"})
    between = state_of(clinic)
    meant = operator.post(page(clinic, "close"), {"reason": REASON, "slug": " Clinic-A "})

    assert (slip.status_code, between) == (422, State.ACTIVE)
    assert (meant.status_code, state_of(clinic)) == (302, State.CLOSING)


def test_a_closed_clinic_answers_nobody_and_comes_back_paused(clinic):
    close(clinic, reason=REASON)
    closed = client_of(clinic).get("/admin/").status_code

    reopen(clinic, reason=REASON)

    assert closed == 404
    assert state_of(clinic) == State.SUSPENDED


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (State.PROVISIONING, {suspend, resume, close, reopen}),
        (State.ACTIVE, {reopen}),
        (State.SUSPENDED, {reopen}),
        (State.CLOSING, {suspend, resume, close}),
    ],
)
def test_each_state_allows_its_own_steps_only(clinic, state, refused):
    for step in (suspend, resume, close, reopen):
        Clinic.objects.filter(pk=clinic.pk).update(state=state)
        if step in refused:
            with pytest.raises(Conflict):
                step(clinic, reason=REASON)
            assert state_of(clinic) == state
        else:
            step(clinic, reason=REASON)


def test_a_step_that_came_too_late_is_a_sentence_and_409(clinic, operator):
    close(clinic, reason=REASON)

    answer = operator.post(page(clinic, "suspend"), {"reason": REASON})

    assert answer.status_code == 409
    assert "cannot become" in answer.content.decode()


@pytest.mark.chaos
def test_a_step_waits_for_the_one_before_it_and_sees_what_that_did(fresh_clinic):
    clinic = fresh_clinic()

    first, second = one_after_the_other(
        lambda: close(Clinic.objects.get(pk=clinic.pk), reason=REASON),
        lambda: suspend(Clinic.objects.get(pk=clinic.pk), reason=REASON),
    )

    assert first.exception() is None
    assert isinstance(second.exception(), Conflict)
    assert state_of(clinic) == State.CLOSING
