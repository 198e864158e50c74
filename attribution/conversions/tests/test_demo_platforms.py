"""`make run` lets demo clinics tell the simulated Meta of its forms; what somebody connected is left alone."""

import pytest

from attribution.conversions.models import Destination, Upload
from attribution.conversions.services.telling.demo import connect_demo_platforms
from attribution.conversions.tests.telling import came_by_form, connect, sent, tell
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.fixture
def home(clinic, clock, simulator, monkeypatch):
    monkeypatch.setattr("leads.services.demo.CLINICS", ((clinic.name, clinic.slug),))
    monkeypatch.setattr("attribution.conversions.services.demo.AGREED", 1)
    return clinic


@pytest.fixture
def admin(home):
    return make_user(home, role=roles.ADMIN, email="admin@example.com")


def test_a_demo_clinic_tells_of_its_forms_from_then_on_and_is_connected_once(home, admin, simulator):
    came_by_form(home, agrees=False)

    assert [connect_demo_platforms() for _twice in range(2)] == [1, 0]

    with clinic_context(home):
        assert Destination.objects.get(is_on=True).previewed_by == admin
        assert tell() == 1
        assert Upload.objects.get().state == Upload.State.SENT
    assert len(sent(simulator)) == 1


def test_a_clinic_with_an_ad_platform_of_its_own_and_a_real_meta_are_left_alone(home, admin, settings):
    connect(home, "google_datamanager", by=admin)

    assert connect_demo_platforms() == 0
    settings.META_BASE_URL = "https://graph.facebook.com"
    with clinic_context(home):
        Destination.objects.all().delete()
    assert connect_demo_platforms() == 0


def test_a_clinic_without_an_admin_decides_nothing(home):
    assert connect_demo_platforms() == 0
