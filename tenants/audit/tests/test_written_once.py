"""Nobody edits the trail: not by the ORM, not by SQL, not by deleting what it names (H:G13)."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction

from crm.lib.errors import Conflict
from crm.testing.people import make_user
from tenants.audit.models import Entry
from tenants.audit.services.record import record
from tenants.context import clinic_context, platform_schema
from tenants.staff.models import User

STATEMENTS = [
    "UPDATE auditlog_logentry SET object_repr = 'x'",
    "DELETE FROM auditlog_logentry",
    "TRUNCATE auditlog_logentry",
    "ALTER TABLE auditlog_logentry DISABLE TRIGGER ALL",
    "DROP TABLE auditlog_logentry",
    "INSERT INTO auditlog_logentry SELECT * FROM auditlog_logentry ON CONFLICT (id) DO UPDATE SET cid = 'x'",
]
ORM = {
    "update": lambda: Entry.objects.update(object_repr="x"),
    "delete": lambda: Entry.objects.all().delete(),
    "save": lambda: Entry.objects.first().save(),
    "one": lambda: Entry.objects.first().delete(),
    "bulk": lambda: Entry.objects.bulk_update([Entry.objects.first()], ["object_repr"]),
    "kind": lambda: ContentType.objects.get_for_model(User).delete(),
}
REFUSED = r"permission denied|must be owner"


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        record("stage.moved", User(pk=1, email="x@example.com"))
        yield clinic


@pytest.mark.parametrize("statement", STATEMENTS)
def test_sql_of_the_app_role_is_refused_in_a_clinic(here, statement):
    refused(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_sql_of_the_app_role_is_refused_in_public(clinic, statement):
    with platform_schema():
        record("clinic.seen", clinic)

        refused(statement)


@pytest.mark.parametrize("way", ORM)
def test_the_orm_is_refused(here, way):
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        ORM[way]()

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("way", [lambda user: user.delete(), lambda user: User.objects.filter(pk=user.pk).delete()],
                         ids=["one", "query"])  # fmt: skip
def test_people_are_closed_and_never_deleted(clinic, way):
    user = make_user(clinic, email="ana@example.com")
    with clinic_context(clinic):
        with pytest.raises(Conflict, match="Close the account instead"), transaction.atomic():
            way(user)

        assert User.objects.filter(pk=user.pk).exists()


def test_new_lines_may_be_added(here):
    record("stage.moved", note="again")

    assert Entry.objects.count() == 2


def refused(statement):
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
