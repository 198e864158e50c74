"""Each way to narrow the list has its index (HOUSE 16); the times at 1,000,000 rows stand in the migration."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from leads.models import Stage
from tenants.audit.models import Entry
from tenants.audit.querysets import FEW
from tenants.audit.services.record import record_many
from tenants.context import clinic_context
from tenants.owner import as_owner
from tenants.staff.models import Team

ENOUGH = 3000  # rows: in a table of a page or two every index costs the same
QUESTIONS = {
    "auditlog_entry_person": lambda: Entry.objects.filter(actor_id=1),
    "auditlog_entry_kind": lambda: Entry.objects.filter(content_type=ContentType.objects.get_for_model(Team)),
    "auditlog_entry_verb": lambda: Entry.objects.saying("team.changed"),
    "auditlog_entry_named": lambda: Entry.objects.mentioning("bell").order_by(),
    "auditlog_logentry_timestamp": lambda: Entry.objects.all(),
    "auditlog_logentry_object_pk": lambda: Entry.objects.about(Stage(pk=77)),
}


def test_each_question_is_answered_by_its_index(fresh_clinic):
    clinic = fresh_clinic()
    with clinic_context(clinic):
        record_many("stage.moved", Stage, [(n, f"Lead {n}", None) for n in range(ENOUGH)])
        record_many("team.changed", Team, [(n, f"Team {n}", None) for n in range(ENOUGH // 50)])
    with as_owner() as owner, clinic_context(clinic), owner.cursor() as cursor:
        cursor.execute("ANALYZE auditlog_logentry")

    with clinic_context(clinic), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plans = {index: question()[:25].explain() for index, question in QUESTIONS.items()}

    assert {index: plan for index, plan in plans.items() if index not in plan} == {}


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_index_is_there(clinic, index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = %s", [clinic.schema_name])

        assert [name for (name,) in cursor.fetchall() if name.startswith(index)]


@pytest.mark.parametrize("rows", [3, FEW + 1])
def test_few_and_many_are_found_alike(clinic, rows):
    with clinic_context(clinic):
        record_many("stage.moved", Stage, [(n, f"Mario Bellini {n}", None) for n in range(rows)])
        record_many("stage.moved", Stage, [(n, "Somebody else", None) for n in range(3)])

        assert Entry.objects.found("mar bell").count() == rows
