"""What a run of the bench may be told."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.servers.place import HOME

PARTS = (INTAKE, FINDING, INBOX, CAMPAIGNS, UPKEEP, EXPORT, BULK, SEQUENCES, IMPORT) = (
    "intake",
    "finding",
    "inbox",
    "campaigns",
    "upkeep",
    "export",
    "bulk",
    "sequences",
    "import",
)


@dataclass(frozen=True)
class Options:
    """`leads` in the full clinic; `seconds` of one candidate in one of `rounds` rounds; open `connections`;
    `folder` for the figures; `only` these of PARTS."""

    leads: int
    seconds: float
    rounds: int
    connections: int
    folder: Path
    only: tuple[str, ...] = PARTS


def read(arguments: Sequence[str] | None = None) -> Options:
    """From the command line. Exits with what is wrong."""
    reader = argparse.ArgumentParser(
        prog="make bench ARGS=...",
        description="Measure intake, finding, inbox, campaigns, upkeep, exports, imports, sequences, many leads.",
    )
    reader.add_argument("--leads", type=_number, default=1_000_000, help="in the full clinic (1000000)")
    reader.add_argument("--seconds", type=float, default=4.0, help="of one candidate in one round (4)")
    reader.add_argument("--rounds", type=_number, default=3, help="candidates take turns so often (3)")
    reader.add_argument("--connections", type=_number, default=8, help="kept alive, all of one candidate's (8)")
    reader.add_argument("--folder", type=Path, default=HOME / "bench", help="for the figures (.local/bench)")
    reader.add_argument("--only", type=_parts, default=PARTS, help=f"some of {','.join(PARTS)} (all)")
    return Options(**vars(reader.parse_args(arguments)))


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    if unknown := set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"not a part: {', '.join(sorted(unknown))}")
    return parts


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return number
