"""What triage and the kept arrivals bring to the desk, the outbox and the trail."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.services.many import CHANGE
from leads.services.refusing import REPLAY
from leads.services.replay import replay_by_itself
from leads.services.triage import number_waiting
from leads.services.triage.undoing import register_decisions
from leads.tasks import TIDY
from tenants.audit.registry import words
from tenants.desk.navigation import CLINIC, TODAY, navigate
from tenants.outbox.handlers import register
from tenants.services.due import works_in_every_clinic

MOST_SHOWN = 99


def register_triage() -> None:
    register_decisions()
    register(REPLAY, _again, repeatable=True, while_suspended=True)
    works_in_every_clinic(TIDY)
    words(
        {
            "arrival.accepted": _("accepted the arrival %(thing)s"),
            "arrival.merged": _("merged the arrival %(thing)s into a lead"),
            "arrival.declined": _("declined the arrival %(thing)s"),
            "arrival.reopened": _("took back the decision about the arrival %(thing)s"),
            "arrival.replayed": _("had the arrival %(thing)s read again"),
            "arrivals.removed": _("removed old arrivals that nobody took"),
            "lead.given_arrival": _("added an arrival to %(thing)s"),
        }
    )
    navigate(
        _("Triage"), icon="inbox", page="admin:triage", permission=CHANGE, section=TODAY, order=20, badge=_badge
    )
    page = "admin:leads_leadpayload_changelist"
    navigate(
        _("Arrivals"), icon="receipt_long", page=page, permission="leads.view_leadpayload", section=CLINIC, order=60
    )


def _badge(request: HttpRequest) -> str:
    waiting = number_waiting(request.user)
    return f"{MOST_SHOWN}+" if waiting > MOST_SHOWN else str(waiting or "")


def _again(payload: Mapping[str, object]) -> None:
    replay_by_itself(payload, now=timezone.now())
