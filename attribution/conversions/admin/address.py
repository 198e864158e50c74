"""/integrations/google-ads-export.csv, and the secret address from which Google fetches (F:M2)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from attribution.conversions.admin.wishes import CSV, answer_of, wish_of
from attribution.conversions.models import Export
from attribution.conversions.services.exporting import made_before, make_export
from attribution.conversions.services.fetching import fetch, is_known
from crm.lib.errors import HouseError, NotThere, TooMany
from tenants.desk.address import counted_address
from tenants.models import Clinic
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend

PER_ADDRESS, HOUR = 30, 3600
PREFETCHING = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
OWN = {"", "same-origin", "none"}  # of Sec-Fetch-Site: our own page, typed in, or a program


@require_safe
def google_ads_export(request: HttpRequest) -> HttpResponse:
    """GET makes a file of what is in none yet, and marks it; `?export=` is one that was made before.

    What only looks marks nothing: HEAD, a browser that fetches ahead, a link on somebody else's page, a clinic that
    is suspended.
    """
    try:
        if "export" in request.GET:
            return answer_of(made_before(_id(request.GET["export"]), by=request.user), request)
        wish = wish_of(request.GET)
        if request.method == "HEAD" or _is_ahead(request):
            return _nothing(200 if request.method == "HEAD" else 204)
        if request.headers.get("Sec-Fetch-Site", "") not in OWN or _is_suspended(request):
            return redirect("admin:conversions")
        made = make_export(wish, by=request.user, way=Export.Way.ADDRESS, now=timezone.now())
    except NotThere:
        raise Http404 from None
    except HouseError as refused:
        return _refused(refused)
    return answer_of(made, request)


@require_safe
def google_ads_fetch(request: HttpRequest, fetch_token: str, layout: str) -> HttpResponse:
    """For Google's own schedule: no login, a secret in the address; at most PER_ADDRESS tries an hour."""
    try:
        address = counted_address(request)
        spend([Bucket("conversions", PER_ADDRESS, HOUR, about=address)] if address else [])
        if request.method == "HEAD" or _is_suspended(request):
            if not is_known(fetch_token):
                raise NotThere
            return _nothing(200 if request.method == "HEAD" else 403)
        return answer_of(fetch(fetch_token, layout, now=timezone.now()), request)
    except NotThere:
        raise Http404 from None
    except HouseError as refused:
        return _refused(refused)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotThere from None


def _is_ahead(request: HttpRequest) -> bool:
    """Whether a browser asks for what nobody has clicked on yet."""
    said = " ".join(request.headers.get(name, "") for name in PREFETCHING).lower()
    return "prefetch" in said or "prerender" in said or "preview" in said


def _is_suspended(request: HttpRequest) -> bool:
    return request.clinic.state == Clinic.State.SUSPENDED


def _nothing(status: int) -> HttpResponse:
    answer = HttpResponse(status=status, content_type=CSV)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _refused(refused: HouseError) -> HttpResponse:
    answer = HttpResponse(refused.detail, status=refused.status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    if isinstance(refused, TooMany):
        answer["Retry-After"] = str(refused.retry_after)
    return answer
