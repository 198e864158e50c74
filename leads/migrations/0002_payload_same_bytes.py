from django.contrib.postgres.indexes import HashIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="leadpayload",
            name="reason",
            field=models.CharField(blank=True, help_text="Why it was refused, or what is doubtful.", max_length=300),
        ),
        migrations.AddIndex(
            model_name="leadpayload",
            index=HashIndex(fields=["body"], name="payload_body"),
        ),
    ]
