from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_one_word_each")]

    operations = [
        migrations.RemoveIndex(model_name="customvalue", name="custom_value_begins"),
        migrations.AddIndex(
            model_name="customvalue",
            index=models.Index(
                models.F("field"),
                OpClass(Upper("text"), name="text_pattern_ops"),
                models.F("lead"),
                condition=models.Q(("text", ""), _negated=True),
                name="custom_value_begins",
            ),
        ),
    ]
