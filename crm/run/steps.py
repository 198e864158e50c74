"""One-off commands of a start, as processes that end early when the run is asked to stop."""

import contextlib
import subprocess
import sys
from pathlib import Path

from crm.run.ending import Asked, Ending
from crm.run.leftovers import mark, sweep
from crm.run.options import Refused

PROJECT = Path(__file__).resolve().parents[2]
PREPARE = [sys.executable, "-m", "crm.run.prepare"]


def run_step(command: list[str], environment: dict[str, str], *, token: str, ending: Ending) -> None:
    """Run it to its end. Raises Refused when it fails, Asked when the run is to stop first.

    A session of its own: Ctrl-C reaches us alone, and we end it.
    """
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**environment, **mark(token, "setup")},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.1)
        if ending.asked:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            sweep(token, "setup")
            raise Asked
    if process.returncode:
        raise Refused(f"Preparing the database failed (exit {process.returncode}); what it said is above.")
