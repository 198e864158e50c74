"""Breaking the glass: somebody of the platform goes into a clinic, seen by it, for a reason and a time (H:T16).

The row lies in public, the trail and the notice in the clinic, all in one transaction. The door is a signed link
that this clinic alone honours, within DOOR_SECONDS, once. The account it opens exists for this one visit.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData
from tenants.context import clinic_context, current_clinic, platform_schema
from tenants.models import Clinic, Visit
from tenants.services import hosts, signing
from tenants.services.visitors import close_account, make_account, tell_admins
from tenants.staff.models import User

SHORTEST, LONGEST = 10, 500  # characters of a reason
MINUTES = (15, 30, 60)
DOOR_SECONDS = 120
_PURPOSE = "visit"


def open_visit(clinic: Clinic, *, by: User, reason: str, role: str, minutes: int, now: datetime) -> Visit:
    """Write it down, tell the clinic, and leave the door open for DOOR_SECONDS. Raises InvalidData, Conflict."""
    reason = _checked(reason, role, minutes)
    with platform_schema(), transaction.atomic():
        served = Clinic.objects.served().select_for_update(of=["self"]).filter(pk=clinic.pk)
        if not served:
            about = {"clinic": clinic.name, "state": str(clinic.get_state_display()).lower()}
            raise Conflict(_("%(clinic)s is %(state)s: nobody can go in.") % about)
        visit = Visit.objects.create(
            clinic=clinic,
            opened_by=by.email,
            opened_by_name=by.full_name,
            reason=reason,
            role=role,
            opened_at=now,
            ends_at=now + timedelta(minutes=minutes),
        )
        _record(visit, "visit.opened", note=reason)
        with clinic_context(clinic):
            tell_admins(visit)
    return visit


def door(visit: Visit) -> str:
    """The link that leads in: built from the clinic's own domain, and signed for it alone (H:T11, T13)."""
    with clinic_context(visit.clinic):
        token = signing.dumps(str(visit.pk), purpose=_PURPOSE)
    return hosts.address_of(visit.clinic) + reverse("visit-enter", urlconf="crm.urls_clinic", args=[token])


def door_is_open(visit: Visit, *, now: datetime) -> bool:
    return visit.entered_at is None and visit.is_running(now) and now < _door_shuts(visit)


def behind(token: str, *, now: datetime) -> Visit:
    """The visit whose door this is, here and now. Raises InvalidData with one sentence for every way it is not."""
    return _behind(token, now, lock=False)


def enter(token: str, *, now: datetime) -> tuple[Visit, User]:
    """Go through the door, which shuts behind: the visit and its account in this clinic. Raises InvalidData."""
    clinic = current_clinic()
    with transaction.atomic():
        visit = _behind(token, now, lock=True)
        with clinic_context(clinic):
            user = make_account(visit)
        visit.entered_at, visit.visitor_pk = now, user.pk
        with platform_schema():
            visit.save(update_fields=["entered_at", "visitor_pk"])
        _record(visit, "visit.entered", note=visit.reason)
    return visit, user


def running(visit_id: object, *, visitor_pk: int, now: datetime) -> Visit | None:
    """The visit of this account in the current clinic, as long as it lasts. One query."""
    clinic = current_clinic()
    with platform_schema():
        return Visit.objects.running(now).filter(pk=visit_id, clinic=clinic, visitor_pk=visitor_pk).first()


def end_visit(visit_id: UUID, *, by: str, now: datetime, clinic: Clinic | None = None) -> bool:
    """Out, at once: sessions end and the account closes. False when there is none to end, here or any more.

    `by` is who ended it, empty when time did; with `clinic` only its own visits are found.
    """
    with platform_schema(), transaction.atomic():
        mine = {"clinic": clinic} if clinic else {}
        visit = Visit.objects.select_for_update(of=["self"]).filter(pk=visit_id, ended_at=None, **mine).first()
        if visit is None:
            return False
        visit.ended_at, visit.ended_by = min(now, visit.ends_at), by
        visit.save(update_fields=["ended_at", "ended_by"])
        with clinic_context(visit.clinic):
            close_account(visit)
        _record(visit, "visit.ended", note=by)
    return True


def end_visits_of(email: str, *, by: str, now: datetime) -> int:
    """End every visit that this person of the platform opened; their doors shut too. Returns how many."""
    with platform_schema():
        open_ones = list(Visit.objects.running(now).filter(opened_by=email).values_list("pk", flat=True))
    return sum(end_visit(visit_id, by=by, now=now) for visit_id in open_ones)


def end_run_out(*, now: datetime) -> int:
    """Write down the end of every visit whose time is over; returns how many. Their sessions died by themselves."""
    with platform_schema():
        over = list(Visit.objects.run_out(now).values_list("pk", flat=True)[:1000])
    return sum(end_visit(visit_id, by="", now=now) for visit_id in over)


def visits_here() -> list[Visit]:
    """The last hundred visits to the current clinic, for its own people."""
    clinic = current_clinic()
    with platform_schema():
        return list(Visit.objects.filter(clinic=clinic)[:100])


def _behind(token: str, now: datetime, *, lock: bool) -> Visit:
    clinic = current_clinic()
    try:
        visit_id = UUID(str(signing.loads(token, purpose=_PURPOSE, max_age=DOOR_SECONDS)))
    except (BadSignature, ValueError):
        raise _shut() from None
    with platform_schema():
        rows = Visit.objects.select_for_update(of=["self"]) if lock else Visit.objects.all()
        visit = rows.filter(pk=visit_id, clinic=clinic).first()
    if visit is None or not door_is_open(visit, now=now):
        raise _shut()
    return visit


def _shut() -> InvalidData:
    return InvalidData(_("This door is shut: it opens once, within two minutes. Open a new visit on the platform."))


def _door_shuts(visit: Visit) -> datetime:
    return visit.opened_at + timedelta(seconds=DOOR_SECONDS)


def _checked(reason: str, role: str, minutes: int) -> str:
    """The reason in one line. Raises InvalidData that says of each what is wrong with it."""
    reason = " ".join(reason.split())
    wrong: Mapping[str, bool] = {
        "reason": not (SHORTEST <= len(reason) <= LONGEST and reason.isprintable()),
        "role": role not in Visit.Role.values,
        "minutes": minutes not in MINUTES,
    }
    said = {
        "reason": _("Say why, in %(shortest)d to %(longest)d characters: the clinic reads it.")
        % {"shortest": SHORTEST, "longest": LONGEST},
        "role": _("Look only, or work as an Admin."),
        "minutes": _("15, 30 or 60 minutes."),
    }
    fields = {name: [said[name]] for name, is_wrong in wrong.items() if is_wrong}
    if fields:
        raise InvalidData(" ".join(sentence for [sentence] in fields.values()), fields=fields)
    return reason


def _record(visit: Visit, verb: str, *, note: str) -> None:
    """Into the clinic's trail and the platform's."""
    from tenants.audit.services.record import record

    with platform_schema():
        record(verb, visit, note=note)
    with clinic_context(visit.clinic):
        record(verb, note=f"{visit.visitor}: {note}" if note else visit.visitor)
