from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_doors_and_law")]

    operations = [
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("amount__isnull", False)), fields=["lead"], name="enquiry_amounts"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("archived_at", None)),
                fields=["stage", "answer_due_at", "next_follow_up", "-last_arrival_at", "-id"],
                name="lead_board",
            ),
        ),
    ]
