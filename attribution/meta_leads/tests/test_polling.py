"""Each page is looked at now and then: what no webhook told of is there once, and trouble is told of once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead, Trouble
from attribution.meta_leads.services import polling
from attribution.meta_leads.services.connecting import connect, disconnect
from attribution.meta_leads.services.looking_after import sync_now
from attribution.meta_leads.services.polling import look_at, look_for_leads
from attribution.meta_leads.services.troubles import warn_of_ends
from attribution.meta_leads.tests.filling import DAY, MINUTE, deliver, fill, form_of, states
from attribution.providers.simulator.lead_pages import drawn_page
from crm.lib.errors import Conflict, NotAllowed
from crm.testing.people import make_user
from leads.models import Lead
from tenants.context import clinic_context, platform_schema
from tenants.inbound.models import WebhookEvent
from tenants.models import ClinicDue, ParkedEvent
from tenants.notices.models import Notice
from tenants.staff import roles


def due_at(clinic):
    return ClinicDue.objects.get(clinic=clinic, kind=polling.LOOK).next_due


def test_what_no_webhook_told_of_is_found_and_is_there_once(clinic, connection, page, meta):
    ids = {fill(meta, page, number, at=timezone.now() - number * DAY) for number in range(1, 6)}
    now = timezone.now()

    assert look_for_leads(now=now) == 5
    assert states() == dict.fromkeys(ids, "entered")
    assert Lead.objects.count() == 5
    assert set(InstantLead.objects.values_list("told_by", flat=True)) == {"look"}

    assert look_for_leads(now=now + 6 * MINUTE) == 0
    assert Lead.objects.count() == 5


def test_a_later_look_begins_a_little_before_the_newest_it_knows(clinic, connection, page, meta):
    newest = timezone.now().replace(microsecond=0) - DAY
    fill(meta, page, 1, at=newest)
    look_at(connection.pk, now=timezone.now())
    assert form_of(page).cursor == newest
    late = fill(meta, page, 2, at=newest - 9 * MINUTE)

    assert look_at(connection.pk, now=timezone.now()) == 1
    assert states()[late] == "entered"


def test_more_than_one_look_sees_is_left_for_the_next(clinic, connection, page, meta, monkeypatch):
    seen = polling.look
    monkeypatch.setattr("attribution.providers.meta_leads.client.A_PAGE", 2)
    monkeypatch.setattr(polling, "look", lambda *given, **named: seen(*given, **named, most=1))
    for number in range(5):
        fill(meta, page, number, at=timezone.now() - (number + 1) * DAY)

    found = [look_at(connection.pk, now=timezone.now()) for _ in range(4)]

    assert sum(found) == 5
    assert found[0] == 2
    assert form_of(page).left is None


def test_a_dead_token_breaks_it_at_once_and_admins_hear_of_it_once(clinic, connection, page, meta, admin):
    meta.host.pages.standing(page).is_alive = False
    for turn in range(4):
        look_at(connection.pk, now=timezone.now() + turn * timedelta(hours=8))

    connection.refresh_from_db()
    assert (connection.state, connection.is_red) == ("broken", True)
    assert Notice.objects.filter(kind="meta_connection_broken", user=admin, by_mail=True).count() == 1
    assert not Connection.objects.to_look_at(timezone.now() + DAY).exists()
    assert "EAAB" not in str(Trouble.objects.values())


def test_what_passes_is_red_and_told_of_after_three_failures(clinic, connection, page, meta, admin):
    standing = []
    for turn in range(4):
        meta.tell("meta.forms", "status", status=503, times=2)  # asked twice a turn
        Form.objects.update(asked_at=None)
        look_at(connection.pk, now=timezone.now() + turn * timedelta(hours=1))
        connection.refresh_from_db()
        standing.append((connection.state, connection.is_red, Notice.objects.filter(user=admin).count()))

    assert standing == [("resting", False, 0), ("resting", False, 0), ("resting", True, 1), ("resting", True, 1)]
    look_at(connection.pk, now=timezone.now())
    connection.refresh_from_db()
    assert (connection.state, connection.is_red, connection.failures) == ("ok", False, 0)


def test_a_full_limit_is_obeyed_before_meta_says_no(clinic, connection, page, meta):
    meta.host.pages.standing(page).used = 96
    now = timezone.now()

    look_at(connection.pk, now=now)

    connection.refresh_from_db()
    assert connection.rests_until == now + timedelta(hours=1)
    assert not Connection.objects.to_look_at(now + 59 * MINUTE).exists()
    with pytest.raises(Conflict):
        sync_now(connection.pk, by=connection.connected_by, now=now)


def test_one_form_that_meta_shows_no_more_keeps_no_other_waiting(clinic, connection, page, meta):
    look_at(connection.pk, now=timezone.now())
    Form.objects.create(connection=connection, form_id="66" + "9" * 14, name="AAA", asked_at=timezone.now())
    lost = fill(meta, page, 1)

    for _ in range(3):
        look_at(connection.pk, now=timezone.now())

    assert states()[lost] == "entered"
    connection.refresh_from_db()
    assert connection.state == "ok"
    assert Trouble.objects.count() == 1


def test_one_that_cannot_be_taken_keeps_no_other_waiting_and_is_tried_again(
    clinic, connection, page, meta, monkeypatch, worked
):
    first, second = (fill(meta, page, number, at=timezone.now() - number * MINUTE) for number in (1, 2))
    take = polling.take

    def breaks(leadgen_id, filled, *, now):
        if leadgen_id == first:
            raise ValueError("ours")
        return take(leadgen_id, filled, now=now)

    monkeypatch.setattr(polling, "take", breaks)
    look_at(connection.pk, now=timezone.now())
    assert states() == {first: "waiting", second: "entered"}

    worked()

    assert states() == {first: "entered", second: "entered"}


def test_looking_now_mends_one_that_meta_shows_again(clinic, connection, page, meta, admin, worked):
    meta.host.pages.standing(page).is_alive = False
    told = fill(meta, page, 1, told=True)
    deliver(meta)
    worked()
    assert states() == {told: "waiting"}
    meta.host.pages.standing(page).is_alive = True

    found = sync_now(connection.pk, by=admin, now=timezone.now())

    connection.refresh_from_db()
    assert (found, connection.state, connection.told_at) == (1, "ok", None)
    assert states() == {told: "entered"}


def test_what_waited_for_a_broken_page_is_fetched_once_it_is_mended(clinic, connection, page, meta, admin, worked):
    look_at(connection.pk, now=timezone.now())
    Form.objects.update(is_taken=False)  # so that no look finds it
    meta.host.pages.standing(page).is_alive = False
    told = fill(meta, page, 1, told=True)
    deliver(meta)
    worked()
    meta.host.pages.standing(page).is_alive = True

    sync_now(connection.pk, by=admin, now=timezone.now())
    worked()

    assert states() == {told: "entered"}


def test_whoever_may_not_connect_may_not_look_either(clinic, connection):
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")

    with pytest.raises(NotAllowed):
        sync_now(connection.pk, by=manager, now=timezone.now())


def test_admins_hear_a_week_before_a_token_ends_and_once(clinic, connection, admin):
    now = timezone.now()
    Connection.objects.update(expires_at=now + 8 * DAY, data_expires_at=None)
    assert warn_of_ends(now=now) == 0
    Connection.objects.update(data_expires_at=now + 6 * DAY)

    assert [warn_of_ends(now=now), warn_of_ends(now=now + DAY)] == [1, 0]
    assert Notice.objects.filter(kind="meta_connection_ending", user=admin).count() == 1


def test_what_was_parked_for_a_page_of_nobodys_is_sorted_again_once_somebody_connects_it(
    clinic, other_clinic, admin, page, meta, worked
):
    drawn = drawn_page("strange", "Strange", app_secret=page.app_secret, url=page.url)
    strange = meta.host.pages.know(drawn)
    told, _ = (fill(meta, one, 1, told=True) for one in (page, strange))
    deliver(meta)
    with platform_schema():
        assert set(ParkedEvent.objects.values_list("source", "account")) == {
            ("meta_leads", page.id), ("meta_leads", strange.id),
        }  # fmt: skip

    with clinic_context(clinic):
        row = connect(page.token, partner=None, by=admin, now=timezone.now())
        assert list(WebhookEvent.objects.values_list("event_id", flat=True)) == [f"lead:{told}"]
        worked()
        assert states() == {told: "entered"}
        assert InstantLead.objects.get().told_by == "webhook"
        assert look_for_leads(now=timezone.now()) == 0
        disconnect(row.pk, by=admin, now=timezone.now())
        connect(page.token, partner=None, by=admin, now=timezone.now())
        worked()
        assert (len(states()), Lead.objects.count()) == (1, 1)
    with platform_schema():
        assert [event.account for event in ParkedEvent.objects.all()] == [strange.id]
    with clinic_context(other_clinic):
        assert not WebhookEvent.objects.exists()


def test_a_clinic_without_a_page_is_seldom_looked_at(clinic):
    now = timezone.now()
    ClinicDue.objects.update_or_create(clinic=clinic, kind=polling.LOOK, defaults={"next_due": now})

    with clinic_context(clinic):
        assert look_for_leads(now=now) == 0

    assert due_at(clinic) == now + timedelta(hours=1)


def test_a_clinics_look_sees_no_page_of_another(clinic, other_clinic, connection, page, meta):
    fill(meta, page, 1)

    with clinic_context(other_clinic):
        assert look_for_leads(now=timezone.now()) == 0
        assert not InstantLead.objects.exists()
