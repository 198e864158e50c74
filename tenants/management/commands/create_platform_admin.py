import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from crm.lib.errors import InvalidData
from tenants.management.plain import PlainCommand
from tenants.staff.services.mails import usable_mail
from tenants.staff.services.platform import make_platform_admin


class Command(PlainCommand):
    """Somebody who runs the installation: sees clinics as rows, no patients."""

    help = (
        "Create a platform admin, or give an existing one a new password. "
        "Asks for the password, or reads PLATFORM_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        mail = usable_mail(options["email"])  # before anybody types a password
        user = make_platform_admin(email=mail, password=_password())
        self.stdout.write(self.style.SUCCESS(f"{user.email} may log in on the platform."))


def _password() -> str:
    given = os.environ.get("PLATFORM_ADMIN_PASSWORD")
    try:
        return given or getpass("Password (12 characters or more): ")
    except EOFError as nobody:
        raise InvalidData("There is no terminal to ask on: set PLATFORM_ADMIN_PASSWORD.") from nobody
