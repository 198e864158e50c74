"""What Google was told of somebody who is deleted for good is taken back, by a number alone (H:G1)."""

from datetime import timedelta

import pytest

from attribution.conversions.models import ExportedConversion, Retraction
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import made_before, make_export
from attribution.conversions.services.fetching import fetch, new_address
from attribution.conversions.services.owing import KEPT
from attribution.conversions.tests.factories import DAY, NOW, enquiry_of, make_event, rules
from crm.testing.people import make_user
from leads.services.deleting import delete_leads
from tenants.context import clinic_context
from tenants.services.forgetting import forget_useless
from tenants.staff import roles
from tenants.staff.models import User

LATER = NOW + DAY


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)


def made(by, layout, now=NOW):
    return make_export(Wish(layout), by=by, way="page", now=now)


def said(file):
    """The order ID, name and type of each line."""
    cells = [line.split(",") for line in file.data.decode().splitlines()[2:]]
    return [(row[0], row[1], row[3]) for row in cells]


@pytest.fixture
def gone(here, boss):
    """The number of somebody who was told of, and then deleted."""
    lead = make_event(here).lead_id
    made(boss, "plain")
    delete_leads([lead], is_confirmed=True, by=boss, now=NOW)
    return lead


def test_whom_google_was_told_of_is_taken_back_once_and_the_file_stays_the_same(here, boss, gone, other_clinic):
    with clinic_context(other_clinic):
        assert not Retraction.objects.exists()

    file, next_one = made(boss, "adjustments", LATER), made(boss, "adjustments", LATER)

    assert said(file) == [(str(gone), "Accepted Plan", "RETRACT")]
    assert (file.export.rows_written, next_one.export) == (1, None)
    assert made_before(file.export.pk, by=boss).data == file.data


def test_of_them_a_number_and_a_name_stay_and_these_are_forgotten(here, boss, gone):
    kept = Retraction.objects.values().get()

    assert not ExportedConversion.objects.exists()
    assert {name: kept[name] for name in ("order_id", "conversion_name")} == {
        "order_id": str(gone),
        "conversion_name": "Accepted Plan",
    }
    forget_useless(now=NOW + KEPT)
    assert Retraction.objects.exists()
    forget_useless(now=NOW + KEPT + timedelta(seconds=1))
    assert not Retraction.objects.exists()


def test_they_stand_below_what_changed_of_others(here, boss, gone):
    other = make_event(here)
    made(boss, "plain")
    enquiry_of(here, other.lead, amount=100_000)

    file = made(boss, "adjustments", LATER)

    assert said(file) == [(str(other.lead_id), "Accepted Plan", "RESTATE"), (str(gone), "Accepted Plan", "RETRACT")]
    assert made_before(file.export.pk, by=boss).data == file.data


def test_a_file_that_google_fetches_says_them_too(here, boss, gone):
    assert said(fetch(new_address(now=NOW), "adjustments", now=LATER)) == [(str(gone), "Accepted Plan", "RETRACT")]


def test_who_sees_a_part_of_the_clinic_leaves_them_to_who_sees_all(here, boss, gone):
    part = make_user(here, role=roles.ADMIN, email="part@example.com", data_scope=User.DataScope.OWN)

    assert made(part, "adjustments", LATER).export is None
    assert Retraction.objects.filter(export=None).exists()


@pytest.mark.parametrize("with_orders", [True, False])
def test_without_its_order_id_google_finds_none_so_nothing_is_kept(here, boss, with_orders):
    rules(here, with_orders=with_orders)
    lead = make_event(here).lead_id
    made(boss, "gclid")

    delete_leads([lead], is_confirmed=True, by=boss, now=NOW)

    assert Retraction.objects.exists() is with_orders


def test_what_was_taken_back_before_is_not_again(here, boss):
    event = make_event(here)
    made(boss, "plain")
    enquiry_of(here, event.lead, is_won=False)
    made(boss, "adjustments")

    delete_leads([event.lead_id], is_confirmed=True, by=boss, now=NOW)

    assert not Retraction.objects.exists()
