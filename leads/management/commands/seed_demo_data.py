import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.services.demo import CLINICS, DemoClinic, password_for_demo, seed_clinic
from tenants.management.clinics import plain_refusals
from tenants.models import Clinic
from tenants.services import hosts
from tenants.staff.services.platform import make_platform_admin

PLATFORM_MAIL = "platform@example.com"


class Command(BaseCommand):
    """Two demo clinics, one login a role, and leads in five languages (F:I25)."""

    help = "Create the demo clinics with staff and 90 days of leads. Refuses with DEBUG off unless --force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when there is a clinic already.")
        parser.add_argument("--leads", type=int, default=300, help="Leads a clinic.")
        parser.add_argument("--force", action="store_true", help="Also where DEBUG is off.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Clinic.objects.with_schema().exists():
            self.stdout.write("There are clinics already: nothing to seed.")
            return
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off: this looks like a real installation. Say --force if you mean it.")
        now = timezone.now()
        with plain_refusals():
            made = [seed_clinic(name, slug, leads=options["leads"], now=now) for name, slug in CLINICS]
        platform = {"host": settings.BASE_DOMAIN, "email": PLATFORM_MAIL, "password": password_for_demo()}
        make_platform_admin(email=PLATFORM_MAIL, password=platform["password"])
        self._tell(made, platform)

    def _tell(self, made: list[DemoClinic], platform: dict[str, str]) -> None:
        """Print the logins once, and where DEBUG is on keep them for `make run`."""
        for demo in made:
            self.stdout.write(self.style.SUCCESS(f"{demo.clinic.name}: {hosts.address_of(demo.clinic)}/"))
            for login in demo.logins:
                self.stdout.write(f"  {login['role']:<10} {login['email']:<36} {login['password']}")
            self.stdout.write(f"  secret key {demo.secret_key}")
        self.stdout.write(f"Platform: {hosts.platform_address()}/  {platform['email']}  {platform['password']}")
        if settings.DEBUG:
            _keep({"clinics": [_as_json(demo) for demo in made], "platform": platform})


def _as_json(demo: DemoClinic) -> dict[str, object]:
    host = f"{demo.clinic.slug}.{settings.BASE_DOMAIN}"
    return {
        "name": demo.clinic.name,
        "slug": demo.clinic.slug,
        "host": host,
        "secret_key": demo.secret_key,
        "logins": demo.logins,
    }


def _keep(data: dict[str, object]) -> None:
    path = Path(settings.DEMO_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(data, file, indent=1)
