from argparse import ArgumentParser
from typing import Any

from tenants.management.clinics import clinic_named
from tenants.management.plain import PlainCommand
from tenants.services.states import resume, suspend


class Command(PlainCommand):
    """Staff read-only, sends stop, leads still arrive (F:T21)."""

    help = "Suspend a clinic, or with --resume take it back: staff read-only, nothing is sent, leads still arrive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")
        parser.add_argument("--resume", action="store_true", help="Make it active again.")

    def handle(self, *args: Any, **options: Any) -> None:
        clinic = clinic_named(options["clinic"])
        (resume if options["resume"] else suspend)(clinic)
        self.stdout.write(self.style.SUCCESS(f"{clinic.name} is {clinic.get_state_display().lower()}."))
