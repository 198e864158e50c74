import json
import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from leads.services.demo import DemoClinic, begin, clinics_to_seed, seed_clinic
from tenants.management.plain import PlainCommand
from tenants.services import hosts


class Command(PlainCommand):
    """Two demo clinics, one login a role, and leads in five languages (F:I25)."""

    help = (
        "Create the demo clinics with staff and 90 days of leads; the same command finishes what an interrupted "
        "one began. Refuses with DEBUG off unless --force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Begin only where there is no clinic yet.")
        parser.add_argument("--leads", type=int, default=300, help="Leads a clinic.")
        parser.add_argument("--force", action="store_true", help="Also where DEBUG is off.")
        parser.add_argument("--note", type=Path, help="With DEBUG on, the file that keeps the logins.")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = clinics_to_seed(only_if_empty=options["if_empty"])
        if not missing:
            self.stdout.write("There are clinics already: nothing to seed.")
            return
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off: this looks like a real installation. Say --force if you mean it.")
        now, platform = timezone.now(), begin(missing)
        note = options["note"] or Path(settings.DEMO_FILE) if settings.DEBUG else None
        self.stdout.write(f"Platform: {hosts.platform_address()}/  {platform['email']}  {platform['password']}")
        for new in missing:
            seed_clinic(new, leads=options["leads"], now=now, tell=lambda demo: self._tell(demo, platform, note))

    def _tell(self, demo: DemoClinic, platform: dict[str, str], note: Path | None) -> None:
        """Print the logins once, and where DEBUG is on keep them for `make run`."""
        self.stdout.write(self.style.SUCCESS(f"{demo.clinic.name}: {hosts.address_of(demo.clinic)}/"))
        for login in demo.logins:
            self.stdout.write(f"  {login['role']:<10} {login['email']:<36} {login['password']}")
        self.stdout.write(f"  secret key {demo.secret_key}")
        self.stdout.flush()
        if note:
            others = [known for known in _noted(note) if known["slug"] != demo.clinic.slug]
            _keep(note, {"clinics": [*others, _as_json(demo)], "platform": platform})


def _as_json(demo: DemoClinic) -> dict[str, object]:
    host = f"{demo.clinic.slug}.{settings.BASE_DOMAIN}"
    return {
        "name": demo.clinic.name,
        "slug": demo.clinic.slug,
        "host": host,
        "secret_key": demo.secret_key,
        "site_key": demo.site_key,
        "site": demo.site,
        "logins": demo.logins,
    }


def _noted(path: Path) -> list[dict[str, object]]:
    with suppress(OSError, ValueError, KeyError):
        return json.loads(path.read_text())["clinics"]
    return []


def _keep(path: Path, data: dict[str, object]) -> None:
    """At once: nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(data, file, indent=1)
    fresh.replace(path)
