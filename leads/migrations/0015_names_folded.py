from django.db import migrations, models

# As leads.models.folded had it.
FOLDED = (
    r"lower(translate(regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'), "
    r"'ŁłØøĐđıÆæŒœ', 'LlOoDdiAaOo'))"
)


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_finding_again")]

    operations = [
        migrations.RemoveIndex(model_name="lead", name="lead_by_name"),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.Func(models.F("last_name"), template=FOLDED, output_field=models.TextField()),
                models.Func(models.F("first_name"), template=FOLDED, output_field=models.TextField()),
                models.F("id"),
                name="lead_by_name",
            ),
        ),
    ]
