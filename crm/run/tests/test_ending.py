"""Whoever asks a run to stop is heard, whatever it is doing."""

import subprocess
import sys

import pytest

PROGRAM = """
import os, signal
from crm.run.ending import Ending

ending = Ending()
ending.listen()
with ending.undisturbed():
    signal.signal(signal.{name}, lambda *_: print("somebody else heard it"))
    os.kill(os.getpid(), signal.{name})
    print("asked" if ending.asked else "not yet")
print("asked" if ending.asked else "never")
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_that_falls_between_another_librarys_handlers_and_ours_is_heard_by_us(name):
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(name=name)], capture_output=True, text=True, timeout=30
    )

    assert told.stdout.split("\n") == ["not yet", "asked", ""], told.stderr
