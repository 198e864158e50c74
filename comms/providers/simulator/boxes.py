"""What lies in a clinic's mailbox, for it to fetch."""

import threading
from dataclasses import dataclass, field

MOST, MOST_BYTES = 500, 100_000_000
_boxes_turn = threading.Lock()


@dataclass
class Box:
    """Mails by their number. `validity` changes when somebody numbers anew."""

    validity: int = 1700000000
    last: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)

    def add(self, raw: bytes) -> None:
        with _boxes_turn:
            self.last += 1
            self.mails[self.last] = raw
            while len(self.mails) > MOST or sum(map(len, self.mails.values())) > MOST_BYTES:
                self.mails.pop(next(iter(self.mails)))

    def renumber(self) -> None:
        with _boxes_turn:
            self.validity += 1
            self.mails = dict(enumerate(self.mails.values(), 1))
            self.last = len(self.mails)
