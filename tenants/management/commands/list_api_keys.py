from argparse import ArgumentParser
from typing import Any

from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand


class Command(PlainCommand):
    """The keys of one clinic, newest first, one a line, separated by tabs. Secrets are kept nowhere."""

    help = "List a clinic's API keys: public part, kind, since when, until when, name, pages; separated by tabs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")

    def handle(self, *args: Any, **options: Any) -> None:
        with clinic_context(finished_clinic(options["clinic"])):
            for key in ApiKey.objects.order_by("-created_at", "-pk"):
                until = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "valid"
                since = f"{key.created_at:%Y-%m-%d %H:%M}"
                self.stdout.write("\t".join([key.route, key.kind, since, until, key.name, " ".join(key.origins)]))
