"""Two clinics that are always there, and clinics that a test may ruin."""

import contextlib
import copy
import functools
import itertools
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from comms.models import Template, TemplateText
from crm.servers import Servers
from leads.models import ScoringProfile, Treatment
from tenants.context import deactivate
from tenants.models import Clinic, SchemaState
from tenants.owner import as_owner
from tenants.services import hosts
from tenants.services.cloning import clone_schema
from tenants.services.grants import grant_clinic
from tenants.services.migrating import TEMPLATE, bring_and_note, head, migrate_everything, schemas_locked
from tenants.services.provisioning import NewClinic, furnish, reserve

_number = itertools.count(1)
# Ids of clinic n begin at n million, so that an id of one is no id of the other (H:M7).
APART = 1_000_000
DROPS = 5
OF_THE_TEMPLATE = (ScoringProfile, Treatment, TemplateText, Template)


@pytest.fixture(scope="session")
def clinics(servers: Servers, django_db_blocker: object) -> Iterator[tuple[Clinic, Clinic]]:
    """Public, template, and the clinics A and B, committed once for this process."""
    with django_db_blocker.unblock():
        failed = migrate_everything()
        assert not failed, failed
        pair = (make_clinic("Clinic A", "clinic-a"), make_clinic("Clinic B", "clinic-b"))
        yield pair
        connection.close()


def make_clinic(name: str, slug: str) -> Clinic:
    """A clinic as `provision` makes it, whose ids no other clinic has.

    A copy of the template is at head already. To migrate it once more, as real ones are, would cost every test half
    of its clinic's time; `tenants/tests/test_provisioning.py` compares.
    """
    clinic = reserve(NewClinic(name, slug, f"{slug}.localhost"))
    schema = clinic.schema_name
    with schemas_locked() as owner:
        bring_and_note(owner, TEMPLATE)
        with transaction.atomic():
            clone_schema(owner, source=TEMPLATE, target=schema)
            owner.set_schema(schema, include_public=False)
            grant_clinic(owner, schema)
            _set_apart(owner, schema)
            owner.set_schema_to_public()
        SchemaState.objects.create(schema_name=schema, head=head(), migrated_at=timezone.now())
        furnish(clinic)
        clinic.state = Clinic.State.ACTIVE
        with transaction.atomic():
            clinic.save(update_fields=["state"])
    hosts.forget_hosts()
    return clinic


def _set_apart(owner: BaseDatabaseWrapper, schema: str) -> None:
    """What the template has of its own is made anew by `furnish`, with ids of this clinic."""
    first = next(_number) * APART
    with owner.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = %s", [schema])
        emptied = [f'DELETE FROM "{schema}"."{kind._meta.db_table}"' for kind in OF_THE_TEMPLATE]
        restarts = [f'ALTER SEQUENCE "{schema}"."{name}" RESTART WITH {first}' for (name,) in cursor.fetchall()]
        cursor.execute(";\n".join([*emptied, *restarts]))


@pytest.fixture
def database(clinics: tuple[Clinic, Clinic], django_db_blocker: object) -> Iterator[None]:
    """Everything this test writes is rolled back at its end."""
    with django_db_blocker.unblock():
        _forget()
        deactivate()
        with transaction.atomic():
            try:
                yield
            finally:
                deactivate()
                transaction.set_rollback(True)
        _forget()


@pytest.fixture
def committed(clinics: tuple[Clinic, Clinic], django_db_blocker: object) -> Iterator[None]:
    """Database access without a transaction around it; use `fresh_clinic`, not A and B."""
    with django_db_blocker.unblock():
        _forget()
        deactivate()
        yield
        deactivate()
        _forget()


@pytest.fixture
def clinic(database: None, clinics: tuple[Clinic, Clinic]) -> Clinic:
    return copy.copy(clinics[0])  # a test may suspend it: the row is rolled back, the object would not be


@pytest.fixture
def other_clinic(database: None, clinics: tuple[Clinic, Clinic]) -> Clinic:
    return copy.copy(clinics[1])


@pytest.fixture
def fresh_clinic(committed: None) -> Iterator[Callable[[], Clinic]]:
    """Call it for a clinic of this test's own, really committed; it is removed afterwards."""
    made: list[Clinic] = []

    def make() -> Clinic:
        slug = f"fresh-{next(_number)}"
        made.append(make_clinic(slug.title(), slug))
        return made[-1]

    yield make
    deactivate()
    remove_clinics(*made)


def remove_clinics(*clinics: Clinic) -> None:
    """Drop schema and rows, as the owner. A task that began before may still hold rows of theirs."""
    with as_owner() as owner, owner.cursor() as cursor:
        for clinic in clinics:
            Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.CLOSING)  # no further task begins
            _drop(cursor, clinic.schema_name)
            cursor.execute("DELETE FROM tenants_schemastate WHERE schema_name = %s", [clinic.schema_name])
            clinic.domains.all().delete()
            Clinic.objects.filter(pk=clinic.pk).delete()
    hosts.forget_hosts()


def _drop(cursor: CursorWrapper, schema: str) -> None:
    """A drop locks every table of the schema in turn; whom it meets in another order it lets go first."""
    for left in reversed(range(DROPS)):
        try:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
            return
        except OperationalError as met:
            if not left or "deadlock" not in str(met):
                raise


def _forget() -> None:
    """Answers cached for seconds in production must not outlive a test."""
    from comms.outbound.services.hearing import forget_listeners
    from comms.sequences.services.rules_on import forget_rules
    from leads.services.finding.custom import forget_custom_fields
    from leads.services.rules import forget_lead_rules
    from leads.services.scoring.active import forget_profiles_in_use
    from leads.services.sharing.duty import forget_workers
    from leads.services.sharing.loads import forget_loads
    from leads.services.sharing.rules import forget_sharing_rules
    from leads.services.stages import forget_first_stages
    from tenants.keys.cors import forget_pages
    from tenants.keys.services.check import forget_keys
    from tenants.keys.services.use import forget_uses
    from tenants.settings.services.calendar import forget_clinic_calendars

    hosts.forget_hosts()
    forget_keys()
    forget_pages()
    forget_uses()
    forget_first_stages()
    forget_lead_rules()
    forget_custom_fields()
    forget_profiles_in_use()
    forget_clinic_calendars()
    forget_workers()
    forget_loads()
    forget_sharing_rules()
    forget_listeners()
    forget_rules()
    _forget_counts()


def _forget_counts() -> None:
    """Who knocked too often in one test may knock in the next."""
    with contextlib.suppress(RedisError):
        counts = list(_redis().scan_iter("rates:*", count=1000))
        if counts:
            _redis().delete(*counts)


@functools.cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, retry=None)
