from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0019_bulk_row'),
    ]

    operations = [
        migrations.RenameField(
            model_name='export',
            old_name='cursor',
            new_name='place',
        ),
    ]
