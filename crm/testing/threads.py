"""Several people at the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from crm.lib.errors import HouseError
from tenants.context import clinic_context
from tenants.models import Clinic


def at_once(clinic: Clinic, *deeds: Callable[[], object]) -> list[object]:
    """Each deed in a thread, begun together; what it gave back, or the refusal that it raised.

    Other threads see committed rows only: use `fresh_clinic`.
    """
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            with clinic_context(clinic):
                start.wait(10)
                return deed()
        except HouseError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))
