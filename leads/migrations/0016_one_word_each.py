from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_names_folded")]

    operations = [
        migrations.AlterField(
            model_name="identity",
            name="kind",
            field=models.CharField(choices=[("phone", "Phone"), ("email", "E-mail")], max_length=8),
        ),
        migrations.AlterField(
            model_name="lead",
            name="next_follow_up",
            field=models.DateTimeField(blank=True, null=True, verbose_name="next step"),
        ),
        migrations.AlterField(
            model_name="lead",
            name="sub_source",
            field=models.CharField(
                blank=True,
                help_text="Which website, ad account or friend, in your words.",
                max_length=80,
                verbose_name="which source",
            ),
        ),
        migrations.AlterField(
            model_name="patient",
            name="phone",
            field=models.CharField(blank=True, max_length=254, verbose_name="phone"),
        ),
    ]
