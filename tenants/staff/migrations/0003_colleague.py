
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_people'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'ordering': ['full_name', 'email'], 'verbose_name': 'colleague', 'verbose_name_plural': 'staff'},
        ),
    ]
