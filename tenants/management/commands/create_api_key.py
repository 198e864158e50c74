from argparse import ArgumentParser
from typing import Any

from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.models.api_key import PER_HOUR
from tenants.keys.services.issue import issue_key
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand


class Command(PlainCommand):
    """Make an API key; it stands alone on the last line and is never shown again."""

    help = "Create an API key of a clinic. The key is printed alone on the last line, this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")
        parser.add_argument("--kind", required=True, choices=ApiKey.Kind.values, help="secret: server; site: page.")
        parser.add_argument(
            "--origin", action="append", default=[], metavar="URL", help="Page of a site key; repeat."
        )
        parser.add_argument(
            "--per-hour", type=int, default=PER_HOUR, help="What comes on top is answered with 429."
        )
        parser.add_argument("--name", default="", help="What it is for.")

    def handle(self, *args: Any, **options: Any) -> None:
        with clinic_context(finished_clinic(options["clinic"])):
            key = issue_key(
                kind=options["kind"],
                origins=options["origin"],
                name=options["name"],
                per_hour=options["per_hour"],
            )
        self.stdout.write("Keep this key: it is not shown again.")
        self.stdout.write(key)
