from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tenants.context import clinic_context
from tenants.keys.services.revoke import key_named
from tenants.keys.services.rotate import OVERLAPS, rotate_key
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand

HOURS = [int(overlap.total_seconds()) // 3600 for overlap in OVERLAPS]


class Command(PlainCommand):
    """Another secret under the same public part; it stands alone on the last line and is never shown again."""

    help = (
        "Give an API key of a clinic a new secret, printed alone on the last line, this once. The old one works on "
        "for the given hours, so that a program can be changed without losing anything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")
        parser.add_argument("key", help="The key's public part: 12 letters and digits.")
        parser.add_argument(
            "--overlap", type=int, choices=HOURS, default=24, help="Hours for which the old secret works on."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        overlap = timedelta(hours=options["overlap"])
        with clinic_context(finished_clinic(options["clinic"])):
            text = rotate_key(key_named(options["key"]), overlap=overlap, now=timezone.now())
        self.stdout.write("Keep this key: it is not shown again.")
        self.stdout.write(text)
