"""A table or schema that is not there is an error, never the platform's or a neighbour's rows (H:T2, M2, M3)."""

import pytest
from django.db import ProgrammingError, connection

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic
from tenants.owner import as_owner
from tenants.staff.models import User
from tenants.staff.services.platform import make_platform_admin


@pytest.fixture
def platform_admin(committed):
    """Somebody in public whom a fall-through would find."""
    yield make_platform_admin(email="platform@example.com", password=PASSWORD)
    with platform_schema():
        User.objects.all()._raw_delete("default")  # its relations lie in clinics only


def test_a_list_without_its_table_is_503_with_retry_after_and_shows_no_row(fresh_clinic):
    clinic = fresh_clinic()
    client = client_of(clinic, make_user(clinic))
    drop(clinic, "leads_lead")

    answer = client.get("/admin/leads/lead/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Away for a moment" in answer.content.decode()


def test_a_login_without_its_table_is_503_and_lets_no_platform_admin_in(fresh_clinic, platform_admin):
    clinic = fresh_clinic()
    drop(clinic, "staff_user")

    answer = client_of(clinic).post("/admin/login/", {"username": platform_admin.email, "password": PASSWORD})

    assert answer.status_code == 503


def test_a_clinic_without_its_table_neither_reads_nor_writes_the_platforms(fresh_clinic, platform_admin):
    clinic = fresh_clinic()
    drop(clinic, "staff_user")

    with clinic_context(clinic):
        for touch in (User.objects.count, lambda: User.objects.create(email="x@example.com")):
            with pytest.raises(ProgrammingError, match="does not exist"):
                touch()

    with platform_schema():
        assert [user.email for user in User.objects.all()] == [platform_admin.email]


def test_a_clinic_whose_schema_is_gone_reads_nothing(committed, platform_admin):
    with clinic_context(Clinic(schema_name="c_" + "0" * 32)), pytest.raises(ProgrammingError):
        User.objects.count()


def test_no_table_of_the_platform_holds_a_canary(canaries):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        singing = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM public."{table}" t')
            text = "".join(row for (row,) in cursor.fetchall())
            singing += [table for canary in canaries if canary.sings_in(text)]

    assert len(tables) > 20
    assert not singing


def drop(clinic, table):
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{clinic.schema_name}"."{table}" CASCADE')
