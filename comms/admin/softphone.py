"""The softphone: a number is dialled, and one sees what becomes of the call (F:C4, C5)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.admin.browser_policy import open_for_calls
from comms.admin.talk.doing import back
from comms.models import Call
from comms.services.calls.dialling import dial
from comms.services.calls.identities import identity_of, in_browser, needs_browser, token_for
from comms.services.calls.ringing import may_ring, ring
from crm.lib.errors import HouseError, InvalidData, NotThere, TooMany
from crm.lib.row_ids import row_id
from leads.models import Identity, Lead
from tenants.desk.pages import page_context
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend

TOKENS, HOUR = 20, 3600
KEYS = "123456789*0#"
LATEST = 8
ACTIVE = (Call.State.PLANNED, Call.State.CLAIMED, Call.State.RINGING, Call.State.TALKING)


def softphone(request: HttpRequest) -> HttpResponse:
    """`lead` and `identity` in the address: whom to call once the browser is ready; `caller` is who rings there."""
    mine = Call.objects.visible_to(request.user).filter(agent=request.user).select_related("lead")
    latest = list(mine.prefetch_related("lead__identities")[:LATEST])
    current = latest[0] if latest else None
    is_in_browser = in_browser()
    context = {
        "may_ring": may_ring(request.user),
        "in_browser": is_in_browser,
        "needs_browser": needs_browser(request.user),
        "caller": _seen(request, "caller"),
        "current": current,
        "is_active": bool(current and current.state in ACTIVE),
        "latest": latest[1:],
        "keys": KEYS,
        **_whom(request),
    }
    answer = TemplateResponse(request, "admin/comms/softphone.html", page_context(request, **context))
    return open_for_calls(answer) if is_in_browser else answer


def _seen(request: HttpRequest, name: str) -> Lead | None:
    pk = row_id(request.GET.get(name, ""))
    return Lead.objects.visible_to(request.user).filter(pk=pk).first() if pk else None


def _whom(request: HttpRequest) -> dict[str, object]:
    lead = _seen(request, "lead")
    if lead is None:
        return {"typed": request.GET.get("number", "")[:40]}
    numbers = lead.identities.filter(kind=Identity.Kind.PHONE, is_valid=True).order_by("pk")
    chosen = numbers.filter(pk=row_id(request.GET.get("identity", ""))).first() or numbers.first()
    return {"typed": chosen.value if chosen else ""}


def call(request: HttpRequest) -> HttpResponse:
    """Ring a lead, or whoever has the number that was typed; back to where it was pressed. A page
    whose browser is ready asks for JSON and stays."""
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        made = _begin(request)
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        if wants_json:
            return JsonResponse({"code": refused.code, "detail": refused.detail}, status=refused.status)
        messages.error(request, refused.detail)
    else:
        if wants_json:
            return JsonResponse({"call": str(made.reference)})
        messages.success(request, _("Your telephone rings. Then the patient's does."))
    return _back(request)


def _begin(request: HttpRequest) -> Call:
    lead_pk, typed = row_id(request.POST.get("lead", "")), request.POST.get("number", "")
    asked = {"by": request.user, "now": timezone.now(), "browser": request.POST.get("browser") == "1"}
    if not asked["browser"] and needs_browser(request.user):
        raise InvalidData(_("Let this browser take calls first, on this page. Then press Call."))
    if lead_pk:
        return ring(lead_pk, row_id(request.POST.get("identity", "")), **asked)
    return dial(typed, **asked)


def _back(request: HttpRequest) -> HttpResponse:
    """A call in the browser lives on the softphone's page: whoever needs one is led there, with whom to call."""
    phone = reverse("admin:comms_softphone")
    if needs_browser(request.user):
        whom = {name: request.POST.get(name, "") for name in ("lead", "identity")}
        response = HttpResponseRedirect(f"{phone}?{urlencode(whom)}" if row_id(whom["lead"]) else phone)
        response.status_code = 303
        return response
    return back(request, reverse("admin:comms_queue") if request.POST.get("from") == "queue" else phone)


def token(request: HttpRequest) -> HttpResponse:
    """A key that makes this browser a telephone for an hour; the account's own never leaves the server."""
    try:
        spend([Bucket("softphone", TOKENS, HOUR, about=str(request.user.pk))])
        made = token_for(request.user, now=timezone.now())
    except TooMany as refused:
        answer = JsonResponse({"code": "too_many", "detail": refused.detail}, status=429)
        answer["Retry-After"] = str(refused.retry_after)
        return answer
    except HouseError as refused:
        return JsonResponse({"code": "not_connected", "detail": refused.detail}, status=422)
    answer = JsonResponse({"identity": identity_of(request.user), "token": made, "seconds": HOUR})
    answer["Cache-Control"] = "no-store"
    return answer
