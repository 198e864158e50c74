"""Two clinics that are always there, and clinics that a test may ruin."""

import contextlib
import copy
import itertools
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from redis import Redis
from redis.exceptions import RedisError

from crm.servers import Servers
from leads.models import ScoringProfile, Stage, Treatment
from leads.services.scoring import profile_pack
from leads.services.stages import stage_pack
from leads.services.treatments import treatment_pack
from tenants.context import clinic_context, deactivate
from tenants.models import Clinic
from tenants.owner import as_owner
from tenants.services import hosts
from tenants.services.migrating import migrate_everything
from tenants.services.provisioning import NewClinic, provision

_number = itertools.count(1)
# Ids of clinic n begin at n million, so that an id of one is no id of the other (H:M7).
APART = 1_000_000
DROPS = 5


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
    """A provisioned clinic whose ids no other clinic has."""
    clinic = provision(NewClinic(name, slug, f"{slug}.localhost"))
    first = next(_number) * APART
    with as_owner() as owner, clinic_context(clinic):
        for kind in (Stage, Treatment, ScoringProfile):
            kind.objects.all().delete()
        with owner.cursor() as cursor:
            cursor.execute("TRUNCATE auditlog_logentry")  # the line about each of them
            cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = %s", [clinic.schema_name])
            for (sequence,) in cursor.fetchall():
                cursor.execute(f'ALTER SEQUENCE "{clinic.schema_name}"."{sequence}" RESTART WITH {first}')
        for pack in (stage_pack, treatment_pack, profile_pack):
            pack()
    return clinic


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
    _forget_counts()


def _forget_counts() -> None:
    """Who knocked too often in one test may knock in the next."""
    with contextlib.suppress(RedisError), Redis.from_url(settings.REDIS_URL, retry=None) as redis:
        counts = list(redis.scan_iter("rates:*", count=1000))
        if counts:
            redis.delete(*counts)
