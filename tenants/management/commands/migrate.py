"""`migrate` of Django or django-tenants would leave clinics behind: here it is the runner (HOUSE 4)."""

from django.db.migrations.autodetector import MigrationAutodetector

from tenants.management.commands.migrate_clinics import Command as MigrateClinics


class Command(MigrateClinics):
    """The runner under the name that people and libraries know."""

    autodetector = MigrationAutodetector  # Django's checks compare it with makemigrations'
