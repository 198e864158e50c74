"""Who, through which door, from which address (F:T11)."""

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Lead, Stage
from tenants.audit import origin
from tenants.audit.models import Entry
from tenants.audit.services.reading import who_did
from tenants.audit.services.record import record
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic
from tenants.staff import roles
from tenants.tasking import clinic_task


@clinic_task()
def rename_first_stage():
    stage = Stage.objects.first()
    stage.name = "Renamed by a task"
    stage.save()


@pytest.fixture
def admin_of(clinic):
    return make_user(clinic, role=roles.ADMIN, email="ana@example.com", full_name="Ana Kelmendi")


@pytest.fixture
def visit(clinic, admin_of):
    """An Origin as the middleware makes it for a request of the Admin."""
    request = RequestFactory().get("/admin/")
    request.clinic, request.user = clinic, admin_of
    return origin.Origin(door=origin.ADMIN, address="203.0.113.7", request=request, home=clinic.schema_name)


def newest():
    return Entry.objects.first()


def test_a_request_names_the_person_and_the_address(clinic, visit, admin_of):
    with clinic_context(clinic), origin.coming_from(visit):
        record("stage.moved", Stage.objects.first())
        entry = newest()

    assert (entry.actor_id, entry.actor_email) == (admin_of.pk, "ana@example.com")
    assert (entry.door, entry.remote_addr, entry.remote_port) == ("admin", "203.0.113.7", None)


def test_an_address_that_somebody_wrote_into_a_header_is_not_believed(clinic):
    client, key = client_of(clinic), key_of(clinic)

    written = {"X-API-Key": key, "X-Forwarded-For": "198.51.100.99", "X-Forwarded-Port": "99"}
    client.post(
        "/api/v1/leads",
        {"first_name": "M", "email": "m@example.com"},
        content_type="application/json",
        headers=written,
    )

    with clinic_context(clinic):
        entry = Entry.objects.saying("lead.created").get()
    assert (entry.remote_addr, entry.remote_port, entry.door) == ("127.0.0.1", None, "api")


def test_a_program_is_named_by_its_key_without_the_secret(clinic):
    key = key_of(clinic)

    post_lead(client_of(clinic), key, first_name="Mario", email="m@example.com")

    with clinic_context(clinic):
        entry = Entry.objects.saying("lead.created").get()
        assert who_did(entry) == f"API key {key.rpartition('_')[0]}"
    assert entry.actor_id is None
    assert key not in str(entry.additional_data)


def test_the_same_on_the_platforms_host(clinic, platform_client):
    key = key_of(clinic)

    post_lead(platform_client, key, first_name="Mario", email="m@example.com")

    with clinic_context(clinic):
        assert Entry.objects.saying("lead.created").get().said("name") == key.rpartition("_")[0]


def test_a_task_names_itself_and_no_person(clinic):
    rename_first_stage(clinic=str(clinic.uuid))

    with clinic_context(clinic):
        entry = newest()
    assert (entry.door, entry.actor_id, entry.remote_addr) == ("task", None, None)
    assert entry.said("name").endswith("rename_first_stage")


def test_a_command_names_itself(clinic):
    call_command("create_api_key", clinic.slug, "--kind", "secret", verbosity=0)

    with clinic_context(clinic):
        entry = Entry.objects.saying("apikey.created").get()
    assert (entry.door, entry.said("name")) == ("command", "create_api_key")


def test_after_a_request_nobody_is_at_work(clinic, visit):
    with origin.coming_from(visit):
        pass

    assert origin.current_origin() == origin.Origin()


def test_in_another_schema_a_persons_number_is_not_written(clinic, visit):
    """There it would be somebody else, or nobody."""
    with clinic_context(clinic), origin.coming_from(visit), platform_schema():
        row = Clinic.objects.get(pk=clinic.pk)
        row.name = "Renamed"
        row.save()
        entry = newest()

    assert (entry.actor_id, entry.actor_email, who_did(entry)) == (None, "ana@example.com", "Ana Kelmendi")


def test_what_happens_in_one_clinic_is_in_its_trail_alone(clinic, other_clinic):
    with clinic_context(clinic):
        record("stage.moved", Stage.objects.first())

    with clinic_context(other_clinic):
        assert not Entry.objects.exists()
    with platform_schema():
        assert not Entry.objects.saying("stage.moved").exists()


def test_entries_of_one_request_carry_its_id(clinic):
    client, key = client_of(clinic), key_of(clinic)

    answer = post_lead(client, key, first_name="Mario", email="m@example.com")

    with clinic_context(clinic):
        assert Entry.objects.about(Lead.objects.get()).get().cid == answer["X-Request-ID"]
