from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from tenants.context import clinic_context
from tenants.keys.services.revoke import key_named, revoke_key
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand
from tenants.services.hosts import CACHE_SECONDS


class Command(PlainCommand):
    """Whoever holds the key is refused from now on; it cannot be taken back."""

    help = (
        "Revoke an API key of a clinic for good. Name it by its public part, as list_api_keys shows it and as it "
        "stands in the middle of the key; the key itself is not needed. Revoking twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")
        parser.add_argument("key", help="The key's public part: 12 letters and digits.")

    def handle(self, *args: Any, **options: Any) -> None:
        with clinic_context(finished_clinic(options["clinic"])):
            key = key_named(options["key"])
            revoke_key(key, now=timezone.now())
        self.stdout.write(self.style.SUCCESS(f"{key.route} is refused everywhere within {CACHE_SECONDS} seconds."))
