"""/admin/conversions/platforms/: ad platforms that are told by themselves, and what would leave (FEATURES 3.4)."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.conversions.models import Destination
from attribution.conversions.permissions import CHANGE
from attribution.conversions.services.telling import turning
from attribution.conversions.services.telling.listing import SOON, standings
from attribution.conversions.services.telling.why import sentence
from crm.lib.errors import HouseError
from tenants.desk.access import allows
from tenants.desk.pages import page_context

ONE = "admin:conversion_platform"


def listed(request: HttpRequest) -> HttpResponse:
    rows = [
        (one, Destination.Kind(one.kind).label, SOON[Destination.Kind(one.kind)].days, _said(one.row))
        for one in standings(now=timezone.now())
    ]
    context = page_context(request, title=_("Ad platforms"), rows=rows, may_change=allows(CHANGE, request))
    return render(request, "admin/conversions/platforms.html", context)


def platform(request: HttpRequest, ad_platform: str) -> HttpResponse:
    """GET shows an example; POST shows what would leave, lets it or stops it, as `do` says. What would leave is
    written to be seen and taken back, so nobody does it by looking."""
    row = Destination.objects.filter(kind=ad_platform).first()
    if row is None:
        return render(request, "404.html", status=404)
    if request.method != "POST":
        return _shown(request, row)
    if request.POST.get("do") == "show":
        return _shown(request, row, seen=turning.show(row, by=request.user, now=timezone.now()))
    return _turned(request, row)


def _turned(request: HttpRequest, row: Destination) -> HttpResponse:
    try:
        if request.POST.get("do") == "off":
            turning.turn_off(row.kind, by=request.user)
            messages.success(request, _("Nothing leaves any more. What waits, waits on."))
        else:
            seen = request.POST.get("account", "")
            turning.turn_on(row.kind, account=seen, by=request.user, now=timezone.now())
            messages.success(request, _("It is on. What waits leaves within minutes."))
    except HouseError as refused:
        messages.warning(request, refused.detail)
        return redirect(ONE, ad_platform=row.kind)
    return redirect("admin:conversion_platforms")


def _shown(request: HttpRequest, row: Destination, seen: turning.Preview | None = None) -> HttpResponse:
    """Whoever does not decide sees an example: the real ones may be of leads that they do not see."""
    made_up = seen.made_up if seen else turning.example(row, now=timezone.now())
    context = page_context(
        request,
        title=str(row),
        row=row,
        preview=seen,
        real=[_plain(payload) for _line, payload in seen.real] if seen else [],
        made_up=_plain(made_up) if made_up else "",
        said=_said(row),
        may_change=allows(CHANGE, request),
    )
    return render(request, "admin/conversions/platform.html", context)


def _plain(payload: dict[str, Any]) -> str:
    return json.dumps(payload, indent=2, ensure_ascii=False)


def _said(row: Destination | None) -> str:
    return sentence(row.code) if row and row.code else ""
