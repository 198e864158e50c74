"""What Meta says of a whole app is kept by every clinic that asks by it; of a page, by that page alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.meta_leads.models import Connection
from attribution.meta_leads.services.connecting import connect
from attribution.meta_leads.services.fetching import ready
from attribution.meta_leads.services.gaps import gap
from attribution.meta_leads.services.knowing import know
from attribution.meta_leads.services.looking_after import sync_now
from attribution.meta_leads.services.polling import look_at, look_for_leads
from attribution.meta_leads.tests.conftest import SECRET
from attribution.providers.meta_leads.base import MetaRefused
from attribution.providers.simulator.lead_pages import drawn_page
from crm.lib.errors import Conflict
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.services.resting import rest, rests_until

HOUR = timedelta(hours=1)


@pytest.fixture
def theirs(meta, other_clinic):
    """The page of another clinic, by the platform's same app: (connection, who connected it)."""
    page = meta.host.pages.know(drawn_page("clinic-b", "Smile B", app_id="1234567", app_secret=SECRET))
    with clinic_context(other_clinic):
        by = make_user(other_clinic, role="Admin")
        return connect(page.token, partner=None, by=by, now=timezone.now()), by


def asked(meta):
    return len(meta.got("meta"))


def refused(meta, connection, code, at):
    """Our page was told to wait."""
    meta.tell("meta.forms", "status", status=400, code=code, times=2)
    look_at(connection.pk, now=at)
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == ("resting", "throttled")


def test_when_the_app_has_to_wait_no_clinic_asks_by_it(meta, connection, theirs, other_clinic):
    now = timezone.now()
    refused(meta, connection, "4", now)
    row, by = theirs

    with clinic_context(other_clinic):
        know(row, [("551", "", None)], way="webhook", now=now)
        before = asked(meta)
        with pytest.raises(Conflict):
            sync_now(row.pk, by=by, now=now)
        with pytest.raises(MetaRefused):
            gap(row, now - HOUR, now)
        assert ready({"leadgen_id": "551"}, now) > now
        assert look_for_leads(now=now) == 0
        assert asked(meta) == before
        row.refresh_from_db()
        assert (row.state, row.is_red, row.rests_until) == ("resting", False, connection.rests_until)

        after = connection.rests_until + timedelta(seconds=1)
        assert ready({"leadgen_id": "551"}, after) is True
        look_for_leads(now=after)
        row.refresh_from_db()
        assert (asked(meta) > before, row.state) == (True, "ok")


@pytest.mark.parametrize("code", ["80005", "32", "17", "613"])
def test_the_limit_of_a_page_keeps_no_other_waiting(meta, connection, theirs, other_clinic, code):
    now = timezone.now()
    refused(meta, connection, code, now)

    with clinic_context(other_clinic):
        before = asked(meta)
        look_for_leads(now=now)

        assert asked(meta) > before
        assert Connection.objects.get().state == "ok"


def test_an_app_that_is_nearly_used_up_rests_everywhere_before_meta_says_no(
    meta, page, connection, theirs, other_clinic
):
    now = timezone.now()
    meta.host.pages.standing(page).used = 960  # of the page; of the app a tenth
    look_at(connection.pk, now=now)

    with clinic_context(other_clinic):
        before = asked(meta)
        look_for_leads(now=now + HOUR / 2)
        assert asked(meta) == before
        look_for_leads(now=now + 2 * HOUR)
        assert asked(meta) > before


def test_the_app_of_one_clinic_is_not_the_platforms(meta, connection, clinic):
    now = timezone.now()
    Connection.objects.update(app_id="99887766554")
    connection.refresh_from_db()
    rest("meta:own:99887766554", until=now + HOUR)

    assert ready_after(connection, now) == now + HOUR
    Connection.objects.update(app_id="")
    assert ready_after(connection, now) is True


def ready_after(connection, now):
    know(connection, [("551", "", None)], way="webhook", now=now)
    return ready({"leadgen_id": "551"}, now)


def test_a_shorter_rest_ends_no_longer_one(database):
    now = timezone.now()
    for hours in (3, 1):
        rest("meta:test", until=now + hours * HOUR)

    assert rests_until("meta:test", now=now) == now + 3 * HOUR
    assert rests_until("meta:test", now=now + 3 * HOUR) is None
    assert rests_until("meta:another", now=now) is None
