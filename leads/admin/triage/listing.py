"""What waits for a decision, the newest first; and what was declined, as long as it can be taken back."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm.lib.row_ids import row_id
from leads.admin.triage.deciding import act
from leads.admin.triage.reasons import REASONS
from leads.admin.triage.shown import shown
from leads.models import LeadPayload
from leads.services.many import CHANGE
from leads.services.triage import declined, number_waiting_by_reason, waiting
from tenants.desk.pages import page_context, register_page
from tenants.staff.models import User

ON_A_PAGE = 25
DECLINED, TRAP = "declined", LeadPayload.HeldFor.TRAP


def triage(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return act(request)
    show = request.GET.get("show", "")
    show = show if show in {*REASONS, DECLINED} else ""
    by_reason = number_waiting_by_reason(request.user)
    at = "decided_at" if show == DECLINED else "received_at"
    rows = list(_before(_rows(show, request.user), at, request.GET.get("before", ""))[: ON_A_PAGE + 1])
    page = rows[:ON_A_PAGE]
    context = page_context(
        request,
        arrivals=shown(page, request.user),
        show=show,
        is_declined=show == DECLINED,
        tabs=_tabs(show, by_reason),
        number=by_reason.get(show, 0) if show else _without_traps(by_reason),
        older=_older(show, page[-1], at) if len(rows) > ON_A_PAGE else "",
        is_first=not request.GET.get("before"),
    )
    return TemplateResponse(request, "admin/leads/triage/list.html", context)


def _rows(show: str, reader: User) -> QuerySet[LeadPayload]:
    if show == DECLINED:
        return declined(reader).select_related("decided_by")
    rows = waiting(reader)
    return rows.filter(held_for=show) if show else rows.exclude(held_for=TRAP)


def _tabs(show: str, by_reason: Any) -> list[dict[str, Any]]:
    """Those with something in them, and the one that is open."""
    asked = [("", _("To decide"), _without_traps(by_reason))]
    asked += [(code, one.word, by_reason.get(code, 0)) for code, one in REASONS.items()]
    tabs = [{"code": c, "word": w, "number": n, "on": c == show} for c, w, n in asked if n or c in {"", show}]
    return [*tabs, {"code": DECLINED, "word": _("Declined"), "number": None, "on": show == DECLINED}]


def _without_traps(by_reason: Any) -> int:
    return sum(number for code, number in by_reason.items() if code != TRAP)


def _before(rows: QuerySet[LeadPayload], at: str, mark: str) -> QuerySet[LeadPayload]:
    """What comes after `mark`, as `_older` made it; anything else asks for the beginning."""
    moment, _sign, number = mark.rpartition("~")
    when = _moment(moment)
    pk = row_id(number)
    if when is None or pk is None:
        return rows
    return rows.filter(Q(**{f"{at}__lt": when}) | Q(**{at: when, "pk__lt": pk}))


def _moment(text: str) -> datetime | None:
    try:
        when = parse_datetime(text)
        return when.astimezone(UTC) if when and when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _older(show: str, last: LeadPayload, at: str) -> str:
    mark = f"{getattr(last, at).isoformat()}~{last.pk}"
    return "?" + urlencode({**({"show": show} if show else {}), "before": mark})


register_page("triage/", triage, name="triage", title=_("Triage"), permission=CHANGE)
