"""The states a clinic goes through after it was made (F:T21)."""

from crm.lib.errors import Conflict
from tenants.models import Clinic
from tenants.services import hosts


def suspend(clinic: Clinic) -> None:
    """Staff read-only, sends stop, intake goes on. Seen by every process within hosts.CACHE_SECONDS."""
    _move(clinic, {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}, Clinic.State.SUSPENDED)


def resume(clinic: Clinic) -> None:
    _move(clinic, {Clinic.State.SUSPENDED, Clinic.State.ACTIVE}, Clinic.State.ACTIVE)


def _move(clinic: Clinic, allowed: set[str], state: str) -> None:
    changed = Clinic.objects.filter(pk=clinic.pk, state__in=allowed).update(state=state)
    if not changed:
        raise Conflict(f"{clinic.name} is {clinic.get_state_display().lower()}: it cannot become {state}.")
    clinic.state = state
    hosts.forget_hosts()
