from typing import Any

from django.core.management.base import CommandError

from tenants.management.plain import PlainCommand
from tenants.services.migrating import migrate_everything


class Command(PlainCommand):
    """Bring the platform, the template and every clinic to the migrations of this code."""

    help = (
        "Migrate public, the template and every clinic. Goes on after a clinic fails, names it, and exits with 1; "
        "run it again after mending: clinics at head are skipped."
    )
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        failed = migrate_everything(report=self.stdout.write)
        if failed:
            raise CommandError(
                f"{len(failed)} failed: {', '.join(failed)}. The reasons stand in SchemaState.error."
            )
        self.stdout.write(self.style.SUCCESS("Everything is at head."))
