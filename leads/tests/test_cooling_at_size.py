"""Cooling asks an index for what is due, and works in the clinic that it was called for (F:L9, H:T5)."""

from datetime import datetime, timedelta

from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.processes import until
from leads.models import Heat, Lead, Temperature
from leads.services.heat import cool_leads
from leads.tasks import COOL
from leads.tests.factories import make_lead
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.owner import as_owner

LEADS, DUE = 50_000, 200
MONTH = 30 * 24 * 60  # minutes


def test_among_50000_leads_an_index_finds_what_is_due(fresh_clinic):
    clinic = fresh_clinic()
    copies_of(clinic, make_lead(clinic), LEADS)
    now = timezone.now()

    with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
        changed = cool_leads(now=now)

    assert changed == DUE
    update = next(q["sql"] for q in captured.captured_queries if q["sql"].startswith("UPDATE"))
    with clinic_context(clinic), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {update}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "heat_warm" in plan
    assert "Seq Scan on leads_heat" not in plan
    assert "Seq Scan on leads_lead" not in plan


def copies_of(clinic, lead: Lead, leads: int) -> None:
    """So many leads more, hot and warm in turn, of whom DUE are due; looked at as autovacuum would."""
    names = [f.column for f in Lead._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    with clinic_context(clinic), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leads_lead ({columns}) SELECT {columns} FROM leads_lead, generate_series(1, {leads})"
        )
        cursor.execute(
            "INSERT INTO leads_heat (lead_id, temperature, warmed_at, cools_at)"
            " SELECT id, CASE id %% 2 WHEN 0 THEN 'warm' ELSE 'hot' END, now() - interval '7 days',"
            f" now() + (row_number() OVER () - {DUE}) * interval '1 minute' - interval '30 seconds'"
            " FROM leads_lead WHERE id <> %s",
            [lead.pk],
        )
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f'ANALYZE "{clinic.schema_name}".leads_heat, "{clinic.schema_name}".leads_lead')


def test_a_worker_cools_the_clinic_of_the_message_and_no_other(fresh_clinic, worker):
    here, there = fresh_clinic(), fresh_clinic()
    for clinic in (here, there):
        make_lead(clinic, temperature=Temperature.HOT, minutes=MONTH)

    current_app.send_task(COOL, kwargs={"clinic": str(here.uuid)}, queue="default")

    until(lambda: _temperatures(here) == [Temperature.COLD], told=worker.output)
    assert _temperatures(there) == [Temperature.HOT]
    until(lambda: _next_turn(here) > timezone.now() + timedelta(minutes=55), told=worker.output)


def _temperatures(clinic) -> list[str]:
    with clinic_context(clinic):
        return list(Heat.objects.values_list("temperature", flat=True))


def _next_turn(clinic) -> datetime:
    with platform_schema():
        return ClinicDue.objects.get(clinic=clinic, kind=COOL).next_due
