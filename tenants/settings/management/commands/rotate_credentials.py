from argparse import ArgumentParser
from typing import Any

from tenants.context import clinic_context, platform_schema
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand
from tenants.models import Clinic
from tenants.services import sealing


class Command(PlainCommand):
    """After a new key was put first into FIELD_ENCRYPTION_KEYS (H:K2)."""

    help = (
        "Write everything encrypted with the first key of FIELD_ENCRYPTION_KEYS. Safe to stop and to run again; "
        "says when the older keys are needed no more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinic", help="One clinic, by its short name; all and the platform's own otherwise.")

    def handle(self, *args: Any, **options: Any) -> None:
        whole = not options["clinic"]
        clinics = Clinic.objects.with_schema() if whole else [finished_clinic(options["clinic"])]
        done = [self._one(clinic.name, clinic_context(clinic)) for clinic in clinics]
        done += [self._one("Platform", platform_schema())] if whole else []
        if whole and not sum(done):
            self.stdout.write(self.style.SUCCESS("Only the first key is needed now."))

    def _one(self, name: str, here: Any) -> int:
        """Rotate there; how many values still need an older key."""
        with here:
            done, left = sealing.rotate(), sealing.waiting()
        self.stdout.write(f"{name}: {done.renewed} written anew, {left} not")
        return left
