import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from crm.lib.errors import InvalidData
from leads.models import LeadImport
from leads.services.importing.operator import Order, bring_file
from leads.services.importing.refused import refused
from leads.services.importing.reserving import too_many
from tenants.context import clinic_context
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand
from tenants.staff.models import User

SHOWN = 20  # rows that were left out


class Command(PlainCommand):
    """The import of the desk, for the operator (F:I24)."""

    help = (
        "Import leads from a CSV, XLSX, JSON or JSON Lines file into a clinic, here and now. Interrupted, the same "
        "command goes on where it was; done, it says what came of it and imports nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--clinic", required=True, help="The workspace, as in its address.")
        parser.add_argument("--mapping", type=Path, help='A JSON file, {"Column": "target"}; else as suggested.')
        parser.add_argument("--dry-run", action="store_true", help="Say what would become of each row, no more.")
        parser.add_argument("--by", metavar="MAIL", help="Whose import it is: with their rights, for their undo.")

    def handle(self, *args: Any, **options: Any) -> None:
        mapping = _read_mapping(options["mapping"])
        with clinic_context(finished_clinic(options["clinic"])):
            order = Order(_file(options["file"]), mapping, options["dry_run"], _person(options["by"]))
            self._tell(bring_file(order, now=timezone.now()))

    def _tell(self, brought: LeadImport) -> None:
        if brought.state == LeadImport.State.CHECKED and (sentence := too_many(brought, now=timezone.now())):
            self.stdout.write(sentence)
        told = ", ".join(f"{number} {name}" for name, number in brought.counts.items() if isinstance(number, int))
        self.stdout.write(f"{brought.name}: {brought.row_count} rows: {told} ({brought.get_state_display()}).")
        for number, (row, why) in enumerate(refused(brought)):
            if number == SHOWN:
                self.stdout.write(f"  ... all of them: /admin/import/{brought.pk}/ in the clinic's desk.")
                break
            self.stdout.write(f"  row {row.number}: {why}")


def _file(path: Path) -> Path:
    if not path.is_file():
        raise InvalidData(f"There is no file {ascii(str(path))[1:-1]}.")
    return path


def _read_mapping(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    try:
        read = json.loads(_file(path).read_text())
    except ValueError as wrong:
        raise InvalidData("The mapping is no JSON.") from wrong
    if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
        raise InvalidData("The mapping is one JSON object of texts.")
    return read


def _person(mail: str | None) -> User | None:
    if mail is None:
        return None
    found = User.objects.filter(email__iexact=mail, is_active=True).first()
    if found is None:
        raise InvalidData(f"Nobody at work here has the mail {ascii(mail)[1:-1]}.")
    return found
