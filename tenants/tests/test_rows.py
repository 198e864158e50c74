"""Rows written by hand are the rows that the ORM would have written, without its signals."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext, isolate_apps

from crm.testing.statements import asked
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.services.rows import insert, put
from tenants.settings.models import Credential

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HASH = "0" * 64


def key(**more):
    return {"kind": ApiKey.Kind.SECRET, "route": "abcdefghijkl", "secret_hash": HASH, **more}


def columns(row, *but):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in but}


def test_a_row_is_what_create_makes_of_the_same_values(clinic):
    said = key(origins=["https://clinic.example"], name="O'Brien’s \\ “%s”", revoked_at=NOW)
    with clinic_context(clinic):
        theirs = ApiKey.objects.create(**said | {"route": "other"})

        ours = ApiKey.objects.get(pk=insert(ApiKey, **said))

    assert columns(ours, "id", "route", "created_at") == columns(theirs, "id", "route", "created_at")
    assert ours.route == "abcdefghijkl"


def test_a_time_of_its_own_is_set_as_when_saving(clinic):
    with clinic_context(clinic):
        made = ApiKey.objects.get(pk=insert(ApiKey, **key()))

    assert abs(made.created_at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)


def test_bytes_and_a_key_drawn_by_us_arrive_whole(clinic):
    with clinic_context(clinic):
        job = insert(Job, kind="a", key="b", payload={"lead_id": 1, "ë": ["İ", None]}, due_at=NOW)
        sealed = insert(Credential, kind="p", sealed=bytes(range(256)))

        assert isinstance(job, uuid.UUID)
        assert Job.objects.get(pk=job).payload == {"lead_id": 1, "ë": ["İ", None]}
        assert bytes(Credential.objects.get(pk=sealed).sealed) == bytes(range(256))


def test_a_person_is_named_by_object_or_by_number(clinic, agent):
    with clinic_context(clinic):
        one, other = (
            {"user": agent, "kind": "a", "key": "one"},
            {"user_id": agent.pk, "kind": "a", "key": "other"},
        )

        put(Notice, one, other)

        assert list(Notice.objects.values_list("user", flat=True)) == [agent.pk] * 2


def test_rows_land_in_the_clinic_that_is_current_and_nowhere_else(clinic, other_clinic):
    with clinic_context(clinic):
        insert(ApiKey, **key())

    with clinic_context(other_clinic):
        assert not ApiKey.objects.filter(route="abcdefghijkl").exists()


def test_a_repeat_that_may_be_there_already_adds_nothing(clinic):
    rows = [{"kind": "a", "key": str(number), "due_at": NOW} for number in range(3)]
    with clinic_context(clinic):
        put(Job, *rows[:2], ignore_conflicts=True)

        put(Job, *rows, ignore_conflicts=True)

        assert Job.objects.count() == 3


def test_no_rows_are_no_statement(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said:
        put(Job)

    assert asked(said) == []


def test_however_many_rows_are_one_statement(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said:
        put(Job, *[{"kind": "a", "key": str(number), "due_at": NOW} for number in range(3)])

    assert len(asked(said)) == 1


def test_the_database_refuses_what_it_refuses_of_the_orm(clinic):
    with clinic_context(clinic):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(ApiKey, **key(secret_hash="short"))

        assert not ApiKey.objects.exists()


def test_no_receiver_hears_of_it(clinic):
    heard = []
    post_save.connect(heard.append, sender=ApiKey, weak=False, dispatch_uid="rows")
    try:
        with clinic_context(clinic):
            insert(ApiKey, **key())
    finally:
        post_save.disconnect(sender=ApiKey, dispatch_uid="rows")

    assert heard == []


def test_a_column_that_is_not_there_is_our_mistake(clinic):
    with clinic_context(clinic), pytest.raises(TypeError, match="colour"):
        insert(ApiKey, **key(colour="red"))


@isolate_apps("tenants")
def test_columns_that_the_database_fills_in_are_left_to_the_orm():
    class Filled(models.Model):  # noqa: DJ008  of this test alone
        at = models.DateTimeField(db_default=models.functions.Now())

        class Meta:
            app_label = "tenants"

    with pytest.raises(TypeError, match="fills in"):
        insert(Filled)
