"""What commands share: every refusal is one sentence on stderr and an exit code that --help names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from crm.lib.errors import HouseError
from tenants.audit.origin import COMMAND, Origin, coming_from

EXIT_CODES = "Exit codes: 0 done; 1 refused, with the reason in one sentence on stderr; 2 wrong usage."


class PlainCommand(BaseCommand):
    """A door for an operator. Nothing that somebody types ends in a traceback."""

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, epilog=EXIT_CODES, **options)

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rpartition(".")[2]
        with _plain_refusals(), coming_from(Origin(COMMAND, name)):
            return super().execute(*args, **options)


@contextmanager
def _plain_refusals() -> Iterator[None]:
    try:
        yield
    except HouseError as refusal:
        raise CommandError(refusal.detail) from refusal
    except ImproperlyConfigured as refusal:
        raise CommandError(str(refusal)) from refusal
    except (OperationalError, InterfaceError) as away:
        said, _, _ = str(away).partition("\n")
        raise CommandError(f"PostgreSQL: {said}") from away
    except KeyboardInterrupt as stopped:
        raise CommandError("Stopped.") from stopped
