from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_sharing")]

    operations = [
        migrations.RemoveIndex(model_name="customvalue", name="custom_value_text"),
        migrations.RemoveIndex(model_name="lead", name="lead_follow_up"),
        migrations.AddIndex(
            model_name="customvalue",
            index=models.Index(
                condition=models.Q(("text", ""), _negated=True),
                fields=["field", "text", "lead"],
                name="custom_value_begins",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["last_name", "first_name", "id"], name="lead_by_name")
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["next_follow_up", "id"], name="lead_by_follow_up")
        ),
    ]
