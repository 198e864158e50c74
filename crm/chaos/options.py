"""What a run may be told."""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.servers.place import HOME


@dataclass(frozen=True)
class Options:
    """`seconds` of faults; `seed` decides which come when; `folder` for what the processes said."""

    seconds: float
    seed: int
    folder: Path


def read(arguments: Sequence[str] | None = None) -> Options:
    """From the command line. Without a seed one is drawn. Exits with what is wrong."""
    reader = argparse.ArgumentParser(
        prog="make chaos ARGS=...",
        description="Write, send and receive while workers, Redis, PostgreSQL and providers fail; then count.",
    )
    reader.add_argument("--seconds", type=_seconds, default=60.0, help="of faults (60)")
    reader.add_argument("--seed", type=int, default=None, help="which faults come when (drawn, and told)")
    reader.add_argument("--folder", type=Path, default=HOME / "chaos", help="for logs (.local/chaos)")
    said = reader.parse_args(arguments)
    seed = random.SystemRandom().randrange(1_000_000) if said.seed is None else said.seed
    return Options(said.seconds, seed, said.folder)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 5 <= seconds <= 24 * 3600:
        raise argparse.ArgumentTypeError("5 seconds to a day")
    return seconds
