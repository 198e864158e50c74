"""Leads that were there before keep their temperature when it moves beside them, and one without contact cools."""

from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from leads.models import Heat, Lead, Stage, Temperature
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.owner import as_owner

BEFORE, AFTER = [("leads", "0007_first_steps")], [("leads", "0008_temperature_beside")]
DAY = timedelta(days=1)
STAYS = {"hot": 3 * DAY, "warm": 7 * DAY, "cold": None}


def test_each_lead_has_the_temperature_that_it_had(fresh_clinic):
    clinic = fresh_clinic()
    leads = {one: make_lead(clinic, one, minutes=60) for one in Temperature.values}
    lost = make_lead(clinic, "hot", stage="Lost")

    with as_owner(), clinic_context(clinic):
        MigrationExecutor(connection).migrate(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM leads_heat")
            cursor.execute("UPDATE leads_lead SET temperature = first_name")
        MigrationExecutor(connection).migrate(AFTER)
        rows = {heat.pk: heat for heat in Heat.objects.all()}
        reached = Stage.objects.get(pk=lost.stage_id).semantic

    for temperature, lead in leads.items():
        heat, stays = rows[lead.pk], STAYS[temperature]
        assert (heat.temperature, heat.warmed_at) == (temperature, lead.last_arrival_at)
        assert heat.cools_at == (None if stays is None else lead.last_arrival_at + stays)
    assert (reached, rows[lost.pk].temperature, rows[lost.pk].cools_at) == ("lost", "hot", None)
    with clinic_context(clinic):
        assert Lead.objects.only("pk").get(pk=leads["warm"].pk).temperature == "warm"
