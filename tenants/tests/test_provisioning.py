"""A new clinic: what it gets, what is refused, and who waits for whom (H:R6, R8)."""

import threading
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connections

from crm.lib.errors import Conflict, InvalidData
from crm.testing.databases import remove_clinics
from crm.testing.processes import until
from crm.testing.schemas import foreign_ties, rows_of, shape_of
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic
from tenants.models.clinic import schema_for
from tenants.owner import as_owner
from tenants.services.migrating import TEMPLATE, at_head, bring_to_head, migrate_everything, schemas_locked
from tenants.services.provisioning import NewClinic, furnish, provision, reserve
from tenants.staff.services.invitations import invite

WAITERS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def order(committed):
    """A new clinic's name, slug and domain; what becomes of it is removed."""
    slug = f"order-{uuid.uuid4().hex[:8]}"
    yield NewClinic(slug.title(), slug, f"{slug}.localhost")
    remove_clinics(*Clinic.objects.filter(slug=slug))


@pytest.fixture
def migrated_clinic(committed):
    """A clinic whose schema was never cloned: every migration ran in it."""
    slug = f"migrated-{uuid.uuid4().hex[:8]}"
    clinic = reserve(NewClinic("Migrated", slug, f"{slug}.localhost"))
    with as_owner() as owner:
        with owner.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{clinic.schema_name}"')
        bring_to_head(owner, clinic.schema_name)
        furnish(clinic)
    yield clinic
    remove_clinics(clinic)


def test_a_cloned_clinic_is_built_and_filled_like_a_freshly_migrated_one(order, migrated_clinic):
    cloned = provision(order)

    built, wanted = shape_of(cloned.schema_name), shape_of(migrated_clinic.schema_name)
    for kind, rows in wanted.items():
        assert built[kind] == rows, kind
    assert rows_of(cloned.schema_name) == rows_of(migrated_clinic.schema_name)
    assert {name for name, *_ in wanted["columns"]} > {"leads_lead", "outbox_job", "staff_user"}
    assert wanted["rights"]


def test_nothing_in_a_clinic_leads_into_another_schema(order):
    clinic = provision(order)

    assert foreign_ties(clinic.schema_name) == []


def test_the_template_holds_no_people_keys_sessions_or_trails(clinics):
    held = {table for table, rows in rows_of(TEMPLATE).items() if rows}

    assert held == {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "comms_template",  # the usual messages
        "comms_templatetext",
        "django_content_type",
        "django_migrations",
        "leads_leadrules",  # the numbers to begin with
        "leads_scoringprofile",  # the preset in use
        "leads_sharingrules",  # that new leads are shared out
        "leads_treatment",  # the price list to begin with
        "settings_clinicsettings",  # the defaults
    }


def test_ids_of_a_new_clinic_go_on_after_those_of_the_reference_rows(order):
    clinic = provision(order)

    with clinic_context(clinic):
        last = max(Group.objects.values_list("pk", flat=True))
        assert Group.objects.create(name="One more").pk > last


@pytest.mark.parametrize(
    ("name", "slug", "domain", "wrong"),
    [
        ("", "riviera", "riviera.localhost", "name"),
        ("Riviera", "Riviera", "riviera.localhost", "slug"),
        ("Riviera", "admin", "riviera.localhost", "slug"),
        ("Riviera", "a--b", "riviera.localhost", "slug"),
        ("Riviera", "riviera", "localhost", "domain"),
        ("Riviera", "riviera", "https://riviera.example", "domain"),
    ],
)
def test_a_name_that_cannot_be_served_is_refused_and_leaves_no_row(committed, name, slug, domain, wrong):
    before = Clinic.objects.count()

    with pytest.raises(InvalidData) as refused:
        provision(NewClinic(name, slug, domain))

    assert set(refused.value.fields) == {wrong}
    assert Clinic.objects.count() == before


def test_a_slug_or_a_domain_that_is_taken_is_refused(order):
    provision(order)

    with pytest.raises(Conflict):
        provision(order)
    with pytest.raises(Conflict):
        provision(NewClinic("Other", f"{order.slug}-2", order.domain))


def test_the_command_says_the_invitation_before_the_clinic_opens(order, monkeypatch, capsys):
    states = []

    def note_the_state(**wanted):
        with platform_schema():
            states.append(Clinic.objects.get(slug=order.slug).state)
        return invite(**wanted)

    monkeypatch.setattr("tenants.management.commands.create_clinic.invite", note_the_state)

    call_command("create_clinic", order.name, slug=order.slug, domain=order.domain, admin_email="a@example.com")

    assert states == [Clinic.State.PROVISIONING]
    assert f"http://{order.domain}" in capsys.readouterr().out
    assert Clinic.objects.get(slug=order.slug).state == Clinic.State.ACTIVE


def test_a_refusal_is_one_line_of_the_command(order):
    with pytest.raises(CommandError, match="slug"):
        call_command("create_clinic", order.name, slug="NO", domain=order.domain, admin_email="a@example.com")


def test_a_new_clinic_waits_for_a_running_migration_and_the_other_way_round(order):
    made, failed = [], []
    with schemas_locked() as owner:
        waiting = [
            in_thread(lambda: made.append(provision(order))),
            in_thread(lambda: failed.extend(migrate_everything())),
        ]
        until(lambda: _ask(owner, WAITERS) == len(waiting))
        assert not made
    for thread in waiting:
        thread.join(30)

    assert (made[0].state, failed) == (Clinic.State.ACTIVE, [])
    assert at_head(made[0].schema_name)


def test_the_same_order_from_three_operators_at_once_gives_one_complete_clinic_to_one_of_them(order):
    outcomes, furnished = [], []

    def try_it():
        try:
            outcomes.append(provision(order, before_opening=lambda: furnished.append(1)).pk)
        except Conflict as refusal:
            outcomes.append(refusal.detail)

    with schemas_locked() as owner:
        threads = [in_thread(try_it) for _ in range(3)]
        until(lambda: _ask(owner, WAITERS) == len(threads))
    for thread in threads:
        thread.join(30)

    clinic = Clinic.objects.get(slug=order.slug)
    assert (clinic.state, clinic.schema_name) == (Clinic.State.ACTIVE, schema_for(clinic.uuid))
    assert sorted(outcomes, key=str) == sorted(
        [clinic.pk, *[f"The workspace {order.slug} exists already."] * 2], key=str
    )
    assert furnished == [1]


def test_a_clinic_that_was_suspended_meanwhile_is_not_opened_by_a_second_order(order):
    reserved = reserve(order)

    def try_it():
        with pytest.raises(Conflict):
            provision(order)

    with schemas_locked() as owner:
        thread = in_thread(try_it)
        until(lambda: _ask(owner, WAITERS) == 1)
        Clinic.objects.filter(pk=reserved.pk).update(state=Clinic.State.SUSPENDED)
    thread.join(30)

    assert Clinic.objects.get(pk=reserved.pk).state == Clinic.State.SUSPENDED


def in_thread(work):
    """`work` on a connection of its own."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _ask(wrapper, question):
    with wrapper.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
