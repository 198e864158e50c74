
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0003_visits_and_health'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='clinic',
            options={'ordering': ['name'], 'verbose_name': 'clinic', 'verbose_name_plural': 'clinics'},
        ),
        migrations.AlterModelOptions(
            name='domain',
            options={'verbose_name': 'domain', 'verbose_name_plural': 'domains'},
        ),
    ]
