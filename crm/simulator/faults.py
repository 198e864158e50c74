"""What goes wrong on purpose, route by route."""

import threading
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

# Before anything is done: late, nothing said, an error. After it was done: no answer, for ever or at once.
# Of hooks alone: twice, and behind the next one.
DEEDS = {"delay", "drop", "status", "hang", "vanish", "duplicate", "reorder"}
MOST = 100


@dataclass(frozen=True)
class Fault:
    """`route` may hold stars; `times` 0 means until it is taken back. `seconds` are of a delay, `status` and `code`
    of an error."""

    route: str
    do: str
    times: int = 1
    seconds: float = 1
    status: int = 500
    code: str = ""

    def __post_init__(self) -> None:
        if self.do not in DEEDS or self.times < 0 or not 0 <= self.seconds <= 600:
            raise ValueError(f"do is one of {', '.join(sorted(DEEDS))}")


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._turn = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._turn:
            self._waiting = [*self._waiting[-MOST:], fault]

    def clear(self) -> None:
        with self._turn:
            self._waiting = []

    def take(self, route: str) -> Fault | None:
        """The oldest one for this route; it is used up."""
        with self._turn:
            for place, fault in enumerate(self._waiting):
                if fnmatchcase(route, fault.route):
                    left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    kept = [fault] if fault.times == 0 else left
                    self._waiting[place : place + 1] = kept
                    return fault
        return None
