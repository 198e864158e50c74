"""The states a clinic goes through after it was made (F:T21). Each change is in both trails, with its reason."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic
from tenants.services import hosts

_State = Clinic.State
TRAIL = "/admin/audit/entry/"


def suspend(clinic: Clinic, *, reason: str = "") -> None:
    """Staff read-only, sends stop, intake goes on. Seen by every process within hosts.CACHE_SECONDS."""
    allowed = {_State.ACTIVE, _State.SUSPENDED}
    _move(clinic, allowed, _State.SUSPENDED, "clinic.suspended", reason, notice="clinic_paused")


def resume(clinic: Clinic, *, reason: str = "") -> None:
    allowed = {_State.SUSPENDED, _State.ACTIVE}
    _move(clinic, allowed, _State.ACTIVE, "clinic.resumed", reason, notice="clinic_resumed")


def close(clinic: Clinic, *, reason: str = "") -> None:
    """Its host answers 404, nothing is sent, no lead is taken. Its rows stay until somebody erases them."""
    _move(clinic, {_State.ACTIVE, _State.SUSPENDED}, _State.CLOSING, "clinic.closed", reason)


def reopen(clinic: Clinic, *, reason: str = "") -> None:
    """A closed clinic comes back suspended: somebody looks before anything is sent."""
    _move(clinic, {_State.CLOSING}, _State.SUSPENDED, "clinic.reopened", reason)


def _move(
    clinic: Clinic, allowed: Collection[str], state: str, verb: str, reason: str, *, notice: str = ""
) -> None:
    """One step under the row's lock. Repeating it changes nothing; a step that is not allowed raises Conflict.

    `notice` is what the clinic's Admins are told, in the same transaction.
    """
    with platform_schema(), transaction.atomic():
        row = Clinic.objects.select_for_update().get(pk=clinic.pk)
        if row.state not in allowed:
            raise Conflict(_too_late(row, state))
        before, row.state = row.state, state
        if before != state:
            Clinic.objects.filter(pk=row.pk).update(state=state)  # one line in the trail, below, with the reason
            _tell_both_trails(row, verb, before, reason)
            if notice:
                _tell_admins(row, notice)
    clinic.state = state
    hosts.forget_hosts()


def _tell_both_trails(clinic: Clinic, verb: str, before: str, reason: str) -> None:
    from tenants.audit.services.record import record

    record(verb, clinic, changes={"state": (before, clinic.state)}, note=reason)
    with clinic_context(clinic):
        record(verb, changes={"state": (before, clinic.state)}, note=reason)


def _tell_admins(clinic: Clinic, notice: str) -> None:
    """Why stands in their Activity."""
    from tenants.notices.services.notify import notify
    from tenants.staff.models import User

    with clinic_context(clinic):
        notify(User.objects.admins(), notice, about={"name": clinic.name}, link=TRAIL)


def _too_late(clinic: Clinic, wanted: str) -> str:
    about = {"clinic": clinic.name, "state": _lower(clinic.state), "wanted": _lower(wanted)}
    return _("%(clinic)s is %(state)s: it cannot become %(wanted)s.") % about


def _lower(state: str) -> str:
    return str(_State(state).label).lower()
