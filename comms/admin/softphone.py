"""The softphone: a number is dialled, and one sees what becomes of the call (F:C4, C5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.admin.talk.doing import back
from comms.models import Call
from comms.services.calls.dialling import dial
from comms.services.calls.identities import identity_of, token_for
from comms.services.calls.ringing import may_ring, ring
from crm.lib.errors import HouseError, NotThere, TooMany
from crm.lib.row_ids import row_id
from tenants.desk.pages import page_context
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend

TOKENS, HOUR = 20, 3600
KEYS = "123456789*0#"
LATEST = 8
ACTIVE = (Call.State.PLANNED, Call.State.CLAIMED, Call.State.RINGING, Call.State.TALKING)


def softphone(request: HttpRequest) -> HttpResponse:
    mine = Call.objects.visible_to(request.user).filter(agent=request.user).select_related("lead")
    latest = list(mine.prefetch_related("lead__identities")[:LATEST])
    current = latest[0] if latest else None
    context = {
        "may_ring": may_ring(request.user),
        "current": current,
        "is_active": bool(current and current.state in ACTIVE),
        "latest": latest[1:],
        "keys": KEYS,
        "typed": request.GET.get("number", "")[:40],
    }
    return TemplateResponse(request, "admin/comms/softphone.html", page_context(request, **context))


def call(request: HttpRequest) -> HttpResponse:
    """Ring a lead, or whoever has the number that was typed; back to where it was pressed."""
    lead_pk, typed = row_id(request.POST.get("lead", "")), request.POST.get("number", "")
    asked = {"by": request.user, "now": timezone.now()}
    from_queue = request.POST.get("from") == "queue"
    page = reverse("admin:comms_queue" if from_queue else "admin:comms_softphone")
    try:
        if lead_pk:
            ring(lead_pk, row_id(request.POST.get("identity", "")), **asked)
        else:
            dial(typed, **asked)
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, _("Your telephone rings. Then the patient's does."))
    return back(request, page)


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
