import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tenants.staff.models import User
from tenants.staff.services.platform import make_platform_admin


class Command(BaseCommand):
    """Somebody who runs the installation: sees clinics as rows, no patients."""

    help = (
        "Create a platform admin, or give an existing one a new password. "
        "Asks for the password, or reads PLATFORM_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("PLATFORM_ADMIN_PASSWORD") or getpass("Password (12 characters or more): ")
        try:
            validate_password(password, User(email=options["email"]))
        except ValidationError as weak:
            raise CommandError(" ".join(weak.messages)) from weak
        user = make_platform_admin(email=options["email"], password=password)
        self.stdout.write(self.style.SUCCESS(f"{user.email} may log in on the platform."))
