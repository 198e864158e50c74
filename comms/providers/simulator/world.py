"""Who is there: clinics, patients, and what they wrote to each other. In memory, bounded, gone with the process."""

import json
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comms.providers.simulator.boxes import Box
from comms.providers.simulator.lines import Line, kept
from crm.lib.simulating import Host

MOST_PATIENTS, MOST_WRITTEN, MOST_FILES, MOST_BYTES = 200, 300, 40, 250_000_000
MOST_TAKEN = 100_000
PATIENTS = Path(__file__).with_name("patients.json")
RANK = {"": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 3}


@dataclass
class Written:
    """One thing between a patient and a clinic. `way` is "in" for the clinic's inbox, "out" for what it sent, with
    the `reference` that it gave it."""

    slug: str
    channel: str
    way: str
    text: str
    id: str
    at: float = field(default_factory=time.time)
    state: str = ""
    subject: str = ""
    file: str = ""
    reference: str = ""


@dataclass
class Patient:
    """`reads`: opens what comes. `answers` are said one by one, each to a message of a clinic."""

    key: str
    name: str
    language: str = "en"
    phone: str = ""
    user_id: str = ""
    username: str = ""
    email: str = ""
    reads: bool = True
    answers: list[str] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    wrote: deque[Written] = field(default_factory=lambda: deque(maxlen=MOST_WRITTEN))

    def last_from_patient(self, slug: str, channel: str) -> Written | None:
        found = [one for one in self.wrote if (one.slug, one.channel, one.way) == (slug, channel, "in")]
        return found[-1] if found else None


class World:
    """`taken` is what providers accepted of clinics, the newest last: the oracle of whoever counts."""

    def __init__(self, host: Host) -> None:
        self.host, self.turn = host, threading.RLock()
        self.forget()

    def forget(self) -> None:
        """As it was at the start."""
        self._lines: dict[str, Line] = {line.slug: line for line in kept(self.host.home)}
        self.patients: OrderedDict[str, Patient] = OrderedDict()
        self.taken: deque[Written] = deque(maxlen=MOST_TAKEN)
        self.files: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self.boxes: dict[str, Box] = {}
        self.tokens: dict[str, str] = {}  # of a mailbox: {access token: its address}
        self.calls: OrderedDict[str, Any] = OrderedDict()
        self.contacts: OrderedDict[str, dict[str, Any]] = OrderedDict()  # at GoHighLevel, by their id
        for entry in json.loads(PATIENTS.read_text()):
            self.add(Patient(**entry))

    @property
    def lines(self) -> list[Line]:
        """Read again while there are none: the demo may still be on its way."""
        if not self._lines:
            self._lines = {line.slug: line for line in kept(self.host.home)}
        return list(self._lines.values())

    def know(self, line: Line) -> None:
        self._lines[line.slug] = line

    def line(self, fits: Callable[[Line], bool]) -> Line | None:
        return next((line for line in self.lines if fits(line)), None)

    def add(self, patient: Patient) -> Patient:
        with self.turn:
            self.patients[patient.key] = patient
            while len(self.patients) > MOST_PATIENTS:
                self.patients.popitem(last=False)
        return patient

    def somebody(self, kind: str, value: str) -> Patient:
        """Whose phone, user_id or email that is; a stranger, who says nothing, when it is nobody's yet."""
        with self.turn:
            known = next((one for one in self.patients.values() if getattr(one, kind) == value), None)
            return known or self.add(Patient(secrets.token_hex(4), value, **{kind: value}))

    def keep_file(self, mime: str, content: bytes) -> str:
        with self.turn:
            key = str(secrets.randbelow(10**15))
            self.files[key] = (mime, content)
            while len(self.files) > MOST_FILES or sum(len(one[1]) for one in self.files.values()) > MOST_BYTES:
                self.files.popitem(last=False)
        return key

    def came(self, patient: Patient, written: Written) -> bool:
        """Something of a clinic has arrived. Whether it is the first on this channel, and somebody answers by
        themselves: `answer` is theirs to be sent."""
        with self.turn:
            patient.wrote.append(written)
            if written.way == "out":
                self.taken.append(written)
        return bool(patient.answers)

    def next_answer(self, patient: Patient) -> str:
        with self.turn:
            return patient.answers.pop(0) if patient.answers else ""

    def moved(self, written: Written, state: str) -> bool:
        """A status goes forward only; whether it did."""
        with self.turn:
            if RANK[state] <= RANK[written.state]:
                return False
            written.state = state
        return True
