
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0003_archived'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='identity',
            options={'ordering': ['-kind', 'id'], 'verbose_name': 'contact', 'verbose_name_plural': 'contacts'},
        ),
        migrations.AlterModelOptions(
            name='lead',
            options={'ordering': ['-last_arrival_at', '-id'], 'verbose_name': 'lead', 'verbose_name_plural': 'leads'},
        ),
        migrations.AlterModelOptions(
            name='stage',
            options={'ordering': ['position'], 'verbose_name': 'stage', 'verbose_name_plural': 'stages'},
        ),
    ]
