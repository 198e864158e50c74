"""Who tried to log in, when, from where, and how it ended (F:T10)."""

from axes.models import AccessFailureLog, AccessLog
from django.db.models import BooleanField, CharField, QuerySet, Value

from tenants.staff.services.marks import ASKED, MARKS

OK, FAILED, LOCKED, RESET = "ok", "failed", "locked", "reset"
OUTCOMES = (OK, FAILED, LOCKED, RESET)
COLUMNS = ["attempt_time", "username", "ip_address", "user_agent", "path_info", "locked_out", "went"]


def attempts(*, outcome: str = "", mail: str = "") -> QuerySet:
    """Rows as dicts of COLUMNS, the newest first; `went` is whether it was a login that succeeded."""
    failures = AccessFailureLog.objects.exclude(path_info__in=set(MARKS) - {ASKED}).annotate(
        went=Value("", CharField())
    )
    logins = AccessLog.objects.annotate(locked_out=Value(False, BooleanField()), went=Value(OK, CharField()))
    if mail:
        failures, logins = (rows.filter(username__icontains=mail) for rows in (failures, logins))
    parts = {
        OK: logins,
        FAILED: failures.exclude(path_info=ASKED).filter(locked_out=False),
        LOCKED: failures.filter(locked_out=True),
        RESET: failures.filter(path_info=ASKED),
    }
    if outcome in parts:
        return parts[outcome].order_by("-attempt_time").values(*COLUMNS)
    both = failures.order_by().values(*COLUMNS).union(logins.order_by().values(*COLUMNS), all=True)
    return both.order_by("-attempt_time")


def outcome_of(row: dict) -> str:
    if row["went"]:
        return OK
    if row["path_info"] == ASKED:
        return RESET
    return LOCKED if row["locked_out"] else FAILED
