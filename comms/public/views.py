"""GET /l/<code> leads on; /u/<token> shows a page, and stops messages when it is sent (H:G9)."""

from csp.constants import NONE, SELF
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from comms.public.words import direction, language_for, words_in
from comms.services.links.opening import open_link
from comms.services.links.robots import is_robot
from comms.services.unsubscribing import conversation_of, unsubscribe
from crm.lib.errors import TooMany
from tenants.desk.address import counted_address
from tenants.middleware import works_while_suspended
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend

PER_ADDRESS, MINUTE = 60, 60


@require_safe
def short_link(request: HttpRequest, link_code: str) -> HttpResponse:
    """The page that staff wrote into the message, and no other."""
    if busy := _busy(request):
        return busy
    target = open_link(link_code, is_robot=is_robot(request.method, request.headers), now=timezone.now())
    if target is None:
        raise Http404
    answer = HttpResponseRedirect(target)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@works_while_suspended
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Looking changes nothing: scanners of mail look at every link. No cookie and no login is asked (RFC 8058)."""
    if busy := _busy(request):
        return busy
    conversation = conversation_of(stop_token)
    if conversation is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        unsubscribe(conversation, now=timezone.now())
    code = language_for(conversation.language or (conversation.lead.language if conversation.lead else ""), request)
    told = {"code": code, "dir": direction(code), "words": words_in(code), "is_done": is_done}
    told |= {"clinic_name": request.clinic.name, "way": words_in(code)[conversation.channel]}
    answer = render(request, "comms/unsubscribe.html", told)
    answer["Content-Language"], answer["Cache-Control"] = code, "no-store"
    answer._csp_replace = {"script-src": [NONE], "connect-src": [NONE], "img-src": [SELF]}
    return answer


def _busy(request: HttpRequest) -> HttpResponse | None:
    address = counted_address(request)
    try:
        spend([Bucket("link", PER_ADDRESS, MINUTE, about=address)] if address else [])
    except TooMany as refused:
        answer = HttpResponse(refused.detail, status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(refused.retry_after)
        return answer
    return None
