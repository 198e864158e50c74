"""The seven indexes of F:L27, as they are built in the schema of a clinic: `status` there is `stage` here, and two
that are orders of the list end with the id that breaks a tie."""

from django.db import connection

from leads.models import Lead
from tenants.context import clinic_context

SEVEN = [
    ["stage_id"],
    ["assigned_to_id"],
    ["lead_score", "id"],
    ["created_at", "id"],
    ["stage_id", "created_at"],
    ["assigned_to_id", "lead_score"],
    ["lead_score", "stage_id"],
]


def test_the_seven_indexes_that_were_asked_for_are_built(clinic):
    with clinic_context(clinic), connection.cursor() as cursor:
        built = connection.introspection.get_constraints(cursor, Lead._meta.db_table).values()

    columns = [one["columns"] for one in built if one["index"]]
    assert [wanted for wanted in SEVEN if wanted not in columns] == []
