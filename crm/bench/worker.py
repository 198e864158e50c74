"""A worker as it is shipped."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import psutil

QUEUES = "intake,delivery,lead_processing,sync,reports,default"  # of the Procfile


@contextlib.contextmanager
def worker(*more: str, **environment: str) -> Iterator[psutil.Process]:
    """Two processes, as the Procfile starts them; `more` is said to Celery, too."""
    command = [sys.executable, "-m", "celery", "-A", "crm.celery", "worker", "-Q", QUEUES, "-c", "2", *more]
    with tempfile.TemporaryFile() as log:
        known = os.environ | environment
        process = subprocess.Popen(command, stdout=log, stderr=log, env=known, start_new_session=True)
        try:
            yield psutil.Process(process.pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)
