from argparse import ArgumentParser
from typing import Any

from comms.services.templates.pack import create_default_templates
from tenants.context import clinic_context
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand


class Command(PlainCommand):
    """For a clinic that wants the usual templates back (F:C13)."""

    help = "Add the usual templates that a clinic has not; those that are there stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinic", required=True, help="Its short name, as in tirana-smile.")

    def handle(self, *args: Any, **options: Any) -> None:
        with clinic_context(finished_clinic(options["clinic"])):
            self.stdout.write(f"{create_default_templates()} texts added.")
