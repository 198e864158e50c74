from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from tenants.limits.models import Allowance
from tenants.limits.services.allowances import set_allowance
from tenants.management.clinics import clinic_named
from tenants.management.plain import PlainCommand

NONE, MOST = "none", 2**31 - 1


class Command(PlainCommand):
    """What the operator sold a clinic (F:T22)."""

    help = (
        "Say how much a clinic may have at most, or that it is without limit. Leads that arrive are never refused: "
        "an import that does not fit is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="The clinic's slug.")
        parser.add_argument("kind", choices=Allowance.Kind.values)
        parser.add_argument("most", type=_number, help=f'A number, or "{NONE}" for without limit.')

    def handle(self, *args: Any, **options: Any) -> None:
        clinic, kind, most = clinic_named(options["clinic"]), Allowance.Kind(options["kind"]), options["most"]
        set_allowance(clinic, kind, most)
        said = "without limit" if most is None else f"at most {most}"
        self.stdout.write(self.style.SUCCESS(f"{clinic.name}: {kind.value}: {said}."))


def _number(text: str) -> int | None:
    if text == NONE:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > MOST:
        raise ArgumentTypeError(f'{ascii(text)[1:-1]} is no whole number up to {MOST}, nor "{NONE}".')
    return int(text)
