from django.db import migrations, models

BATCH = 2000


def begin(apps, schema_editor):
    """Leads that were there before the steps were written: where they stand, since they last wrote."""
    Lead, StageChange = apps.get_model("leads", "Lead"), apps.get_model("leads", "StageChange")
    bare = Lead.objects.filter(stage_changes=None).select_related("stage").order_by("pk")
    steps = (
        StageChange(
            lead=lead,
            enquiry=lead.enquiry,
            to_stage=lead.stage,
            to_semantic=lead.stage.semantic,
            at=lead.last_arrival_at,
        )
        for lead in bare.iterator(chunk_size=BATCH)
    )
    StageChange.objects.bulk_create(steps, batch_size=BATCH)
    Lead.objects.filter(stage_since=None).update(stage_since=models.F("last_arrival_at"))


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_working_record")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
