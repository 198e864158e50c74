"""What Google was told and is otherwise by now goes into a file of adjustments (F:M3)."""

import pytest

from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import again, make_export
from attribution.conversions.tests.factories import DAY, NOW, enquiry_of, make_event
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.settings.models import ClinicSettings
from tenants.staff import roles
from tenants.staff.models import User


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        ClinicSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Tirane"})
        yield clinic


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)


def made(by, layout="plain", *, now=NOW):
    return make_export(Wish(layout), by=by, way="page", now=now)


def lines(file):
    return file.data.decode().splitlines()


def test_a_new_amount_and_a_loss_are_adjustments_once_each(here, boss):
    less, lost, same = (make_event(here) for _ in range(3))
    made(boss)
    assert made(boss, "adjustments").export is None
    enquiry_of(here, less.lead, amount=150_000)
    enquiry_of(here, lost.lead, is_won=False)

    file = made(boss, "adjustments")

    assert lines(file)[2:] == [
        f"{less.lead_id},Accepted Plan,2026-11-23 10:00:00,RESTATE,1500.00,EUR",
        f"{lost.lead_id},Accepted Plan,2026-11-23 10:00:00,RETRACT,,",
    ]
    assert again(file.export).data == file.data
    assert made(boss, "adjustments").export is None
    enquiry_of(here, less.lead, amount=160_000)
    enquiry_of(here, lost.lead, is_won=None)
    assert [line.split(",")[3:5] for line in lines(made(boss, "adjustments"))[2:]] == [["RESTATE", "1600.00"]]
    assert same


@pytest.mark.parametrize(("days", "kinds"), [(88, ["RETRACT"]), (91, [])])
def test_what_google_takes_back_no_more_stays_as_it_was_told(here, boss, days, kinds):
    event = make_event(here)
    made(boss)
    enquiry_of(here, event.lead, is_won=False)

    file = made(boss, "adjustments", now=NOW + days * DAY)

    assert [line.split(",")[3] for line in lines(file)[2:]] == kinds
