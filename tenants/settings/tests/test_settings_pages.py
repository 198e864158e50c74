"""What a clinic sets for itself: one row, read by those who lead, changed by the Admin (F:T16)."""

import pytest
from django.db import IntegrityError, connection, transaction

from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.models import ClinicSettings
from tenants.settings.services.clinic import clinic_settings
from tenants.staff import roles


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def test_every_clinic_has_its_row_and_never_a_second(clinic):
    with clinic_context(clinic):
        assert ClinicSettings.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            ClinicSettings.objects.create(pk=2)


def test_a_clinic_whose_row_is_missing_works_with_the_defaults(clinic):
    with clinic_context(clinic):
        ClinicSettings.objects.all().delete()

        assert clinic_settings().idle_minutes == 30
        assert not ClinicSettings.objects.exists()


def test_the_admin_saves_a_page_and_the_trail_says_what_changed(clinic, other_clinic, boss):
    answer = boss.post("/admin/settings/clinic/", {"country": "AL", "currency": "ALL", "language": "sq"})

    assert answer.status_code == 302
    with clinic_context(clinic):
        row = clinic_settings()
        assert (row.country, row.currency, row.language) == ("AL", "ALL", "sq")
        line = Entry.objects.saying("clinicsettings.changed").get()
        assert line.changes["currency"] == ["EUR", "ALL"]
    with clinic_context(other_clinic):
        assert clinic_settings().currency == "EUR"


def test_a_page_saves_its_own_fields_only(clinic, boss):
    boss.post("/admin/settings/time/", {"time_zone": "Europe/Tirane", "idle_minutes": "5", "currency": "USD"})

    with clinic_context(clinic):
        row = clinic_settings()
        assert (row.time_zone, row.idle_minutes, row.currency) == ("Europe/Tirane", 30, "EUR")


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("security", {"idle_minutes": "4"}),
        ("security", {"idle_minutes": "241"}),
        ("security", {"idle_minutes": "9" * 400}),
        ("security", {"idle_minutes": "soon"}),
        ("security", {}),
        ("time", {"time_zone": "Europe/Atlantis"}),
        ("time", {"time_zone": "../../etc/passwd"}),
        ("clinic", {"country": "XX", "currency": "EUR", "language": "en"}),
        ("clinic", {"country": "AL", "currency": "BTC", "language": "en"}),
        ("clinic", {"country": "AL", "currency": "EUR", "language": "tlh"}),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(clinic, boss, page, fields):
    answer = boss.post(f"/admin/settings/{page}/", fields)

    assert answer.status_code == 422
    assert "bw-wrong" in answer.content.decode()
    with clinic_context(clinic):
        assert not Entry.objects.saying("clinicsettings.changed").exists()


def test_a_manager_looks_and_does_not_change(clinic):
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER))

    page = manager.get("/admin/settings/clinic/")

    assert page.status_code == 200
    assert "The Admin changes them" in page.content.decode()
    assert manager.post("/admin/settings/clinic/", {"currency": "ALL"}).status_code == 403


def test_an_agent_does_not_even_look(agent_client):
    assert agent_client.get("/admin/settings/").status_code == 403


def test_the_database_refuses_an_idle_limit_that_is_none(clinic):
    with clinic_context(clinic), connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE settings_clinicsettings SET idle_minutes = 241")


def test_integrations_are_found_at_the_address_that_was_promised(clinic, boss):
    assert boss.get("/integrations", follow=True).redirect_chain[-1][0] == "/admin/integrations/"
