"""The addresses of files for Google Ads: what marks and what does not, and for whom (F:M2, H:E6)."""

import pytest
from django.utils import timezone

from attribution.conversions.models import Export, ExportedConversion
from attribution.conversions.services.fetching import new_address
from attribution.conversions.tests.factories import DAY, make_event
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

ADDRESS = "/integrations/google-ads-export.csv"
HEAD = b"gclid,conversion_name,conversion_time,conversion_value,currency,order_id"


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.MANAGER, email="boss@example.com", data_scope=User.DataScope.ALL)


@pytest.fixture
def browser(clinic, boss):
    return client_of(clinic, boss)


@pytest.fixture
def event(clinic):
    return make_event(clinic, at=timezone.now() - DAY)


def told(clinic):
    with clinic_context(clinic):
        return ExportedConversion.objects.count()


def test_it_answers_exactly_six_columns_and_marks_what_it_told(clinic, browser, event):
    first, second = browser.get(ADDRESS), browser.get(ADDRESS)

    assert first["Content-Type"] == "text/csv; charset=utf-8"
    assert first.content.splitlines()[0] == HEAD
    assert first.content.splitlines()[1].endswith(f",3200.50,EUR,{event.lead_id}".encode())
    assert second.content.splitlines() == [HEAD]
    assert told(clinic) == 1


def test_a_file_that_was_made_is_had_again_byte_for_byte_and_marks_nothing(clinic, browser, event):
    first = browser.get(ADDRESS)
    with clinic_context(clinic):
        pk = Export.objects.get().pk

    again = browser.get(ADDRESS, {"export": str(pk)})

    assert again.content == first.content
    assert told(clinic) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_no_one_here_clicked_on_marks_nothing(clinic, browser, event, headers):
    assert browser.get(ADDRESS, headers=headers).status_code in {204, 302}
    assert browser.head(ADDRESS).content == b""
    assert told(clinic) == 0


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"until": "2026-13-01"},
        {"format": "xml"},
        {"from": "2026-02-02", "until": "2026-02-01"},
    ],
)
def test_what_cannot_be_read_is_said_and_marks_nothing(clinic, browser, event, query):
    assert browser.get(ADDRESS, query).status_code == 422
    assert told(clinic) == 0


def test_days_that_are_asked_for_are_the_days_of_the_file(clinic, browser, event):
    late = str((timezone.now() + 2 * DAY).date())

    assert browser.get(ADDRESS, {"from": late}).content.splitlines() == [HEAD]
    assert told(clinic) == 0


def test_googles_own_template_begins_with_its_zone_and_its_names(browser, event):
    lines = browser.get(ADDRESS, {"format": "google"}).content.decode().splitlines()

    assert lines[0].startswith("Parameters:TimeZone=")
    assert lines[1].startswith(
        "Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency"
    )


def test_of_whoever_did_not_agree_nothing_leaves(clinic, browser):
    make_event(clinic, make_lead(clinic, "Canary", "Silent"), at=timezone.now() - DAY, agrees=False)

    assert browser.get(ADDRESS).content.splitlines() == [HEAD]


def test_the_secret_address_gives_the_file_of_the_day_to_whoever_knows_it(clinic, other_clinic, event):
    with clinic_context(clinic):
        secret = new_address(now=timezone.now())
    path = f"/integrations/google-ads/{secret}/gclid.csv"
    guest = client_of(clinic)

    first, again = guest.get(path), guest.get(path)

    assert (first.status_code, again.content) == (200, first.content)
    assert first.content.count(b"\n") >= 3
    assert told(clinic) == 1
    assert guest.get(f"/integrations/google-ads/{secret[:-1]}x/gclid.csv").status_code == 404
    assert guest.get(f"/integrations/google-ads/{secret}/enhanced.csv").status_code == 404
    assert client_of(other_clinic).get(path).status_code == 404


def test_a_new_secret_ends_the_one_before(clinic, event):
    with clinic_context(clinic):
        old, new = new_address(now=timezone.now()), new_address(now=timezone.now())
    guest = client_of(clinic)

    assert guest.get(f"/integrations/google-ads/{old}/gclid.csv").status_code == 404
    assert guest.get(f"/integrations/google-ads/{new}/gclid.csv").status_code == 200
