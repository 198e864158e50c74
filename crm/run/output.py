"""Lines of many processes in one terminal, each with the name of who wrote it."""

import os
import sys
from contextlib import suppress
from typing import Any, TextIO

WIDTH = 10
COLOURS = {"web": 36, "worker": 33, "beat": 35, "live": 32}
OURS = 1  # bold


def say(text: str, *, output: TextIO | None = None) -> None:
    """A line of the supervisor itself."""
    write("bridgework", text, output or sys.stdout)


def write(name: str, line: str, output: TextIO) -> None:
    prefix = f"{name:<{WIDTH}} | "
    with suppress(OSError, ValueError):  # a terminal that was closed: go on, and stop in good order
        if coloured(output):
            prefix = f"\033[{COLOURS.get(name, OURS)}m{prefix}\033[0m"
        output.write(f"{prefix}{line}\n")
        output.flush()


def coloured(output: TextIO) -> bool:
    """A terminal, and nobody said NO_COLOR (no-color.org, read 2026-11-21)."""
    return output.isatty() and not os.environ.get("NO_COLOR")


class Lines:
    """A circus stream: receives bytes in any portions, writes whole lines."""

    def __init__(self, name: str, output: TextIO | None = None) -> None:
        self._name, self._output, self._rest = name, output, b""

    def __call__(self, portion: dict[str, Any]) -> None:
        *lines, self._rest = (self._rest + portion["data"]).split(b"\n")
        for line in lines:
            self._write(line)

    def close(self) -> None:
        if self._rest:
            self._write(self._rest)
        self._rest = b""

    def _write(self, line: bytes) -> None:
        if text := line.decode(errors="replace").rstrip():
            write(self._name, text, self._output or sys.stdout)
