from argparse import ArgumentParser
from typing import Any

from tenants.management.plain import PlainCommand
from tenants.services import hosts
from tenants.services.provisioning import NewClinic, provision
from tenants.staff import roles
from tenants.staff.services.invitations import invitation_link, invite
from tenants.staff.services.mails import usable_mail


class Command(PlainCommand):
    """Make a clinic and invite its first Admin (F:T6)."""

    help = (
        "Create a clinic: schema, domain, groups, data pack, and an invitation for its first Admin. "
        "The same command finishes what an interrupted one began."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What people call the clinic, in quotes.")
        parser.add_argument("--slug", required=True, help="Workspace name, for example tirana-smile.")
        parser.add_argument("--domain", required=True, help="Host name, for example tirana-smile.example.com.")
        parser.add_argument("--admin-email", required=True, help="Mail of the first Admin.")

    def handle(self, *args: Any, **options: Any) -> None:
        new = NewClinic(options["name"], options["slug"], options["domain"])
        mail = usable_mail(options["admin_email"])  # before anything is reserved
        clinic = provision(new, before_opening=lambda: self._invite(mail))
        self.stdout.write(self.style.SUCCESS(f"{clinic.name} is ready at {hosts.address_of(clinic)}/"))
        self.stdout.write(f"Schema: {clinic.schema_name}")

    def _invite(self, email: str) -> None:
        """Told before the clinic opens: whoever interrupts us gets the link from the same command again."""
        link = invitation_link(invite(email=email, role=roles.ADMIN))
        self.stdout.write("Give this link to the Admin; it works once, for seven days:")
        self.stdout.write(link)
        self.stdout.flush()
