"""/admin/conversions/ledger/: what was sent about whom, where and when, as it was sent (FEATURES 3.4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.conversions.models import Destination, Upload
from attribution.conversions.permissions import EXPORT
from attribution.conversions.services.telling.listing import BACK, Asked, numbers_of, page_of
from attribution.conversions.services.telling.taking_back import file_of_retractions, note_taken_back
from attribution.conversions.services.telling.why import sentence
from tenants.desk.access import allows
from tenants.desk.pages import page_context
from tenants.settings.services.clinic import clinic_settings

State = Upload.State
# State: (icon, loudness).
LOOKS: Mapping[str, tuple[str, str]] = {
    State.WAITING: ("schedule", "info"),
    State.SENDING: ("hourglass_top", "info"),
    State.SENT: ("check_circle", "ok"),
    State.UNKNOWN: ("help", "warn"),
    State.FAILED: ("error", "danger"),
    State.SKIPPED: ("block", ""),
}


@dataclass(frozen=True)
class Row:
    upload: Upload
    icon: str
    loudness: str
    said: str
    payload: str


def listed(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    rows, onward = page_of(request.user, asked)
    numbers = numbers_of(request.user, asked)
    states = [*State.choices, (BACK, _("To take back"))]
    context = page_context(
        request,
        title=_("What ad platforms were told"),
        rows=[row_of(one) for one in rows],
        states=[(state, label, numbers[state], _query(asked, state=state)) for state, label in states],
        platforms=[(kind, label, _query(asked, platform=kind)) for kind, label in Destination.Kind.choices],
        asked=asked,
        any_state=_query(asked, state=""),
        any_platform=_query(asked, platform=""),
        older=_query(asked, before=str(onward)) if onward else "",
        back=numbers[BACK],
        taking_back=asked.state == BACK,
        may_export=allows(EXPORT, request),
    )
    return render(request, "admin/conversions/ledger.html", context)


def row_of(upload: Upload) -> Row:
    icon, loudness = LOOKS[upload.state]
    content = getattr(upload, "content", None)
    said = sentence(upload.code) if upload.code and not upload.checked else upload.code
    payload = json.dumps(content.payload, indent=2, ensure_ascii=False) if content else ""
    return Row(upload, icon, loudness, said, payload)


def retractions(request: HttpRequest) -> HttpResponse:
    """A file for Google Ads; it changes nothing here."""
    zone = clinic_settings().time_zone
    answer = HttpResponse(
        file_of_retractions(by=request.user, zone=zone, now=timezone.now()), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="google-ads-retractions.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def taken_back(request: HttpRequest) -> HttpResponse:
    """POST: the lines of the page that were taken back there."""
    ids = [int(one) for one in request.POST.getlist("line") if one.isascii() and one.isdigit() and len(one) < 18]
    number = note_taken_back(ids, by=request.user, now=timezone.now())
    said = ngettext("%(number)d line is noted as taken back.", "%(number)d lines are noted as taken back.", number)
    messages.success(request, said % {"number": number})
    return redirect("admin:conversion_ledger")


def _query(asked: Asked, **other: str) -> str:
    known = {"state": asked.state, "platform": asked.platform, **other}
    return "?" + urlencode({name: value for name, value in known.items() if value})
