"""POST /forms/lead: the website form where no script runs. The same intake, answered with a page (F:I4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.lib.errors import HouseError, InvalidData, NotAllowed, NotKnown
from leads.services.intake import Arrival, receive_lead
from leads.services.limits import limit
from leads.website.answers import form_again, refusal, thanks
from leads.website.sent import Sent, begun_at, origin_behind, own_address, read_sent
from leads.website.words import language_of
from tenants.audit.origin import by_key
from tenants.context import clinic_context
from tenants.desk.address import client_address, counted_address
from tenants.desk.api.bodies import parse_json
from tenants.keys.services.check import Key, check_key, key_behind
from tenants.keys.services.use import used
from tenants.middleware import works_while_suspended


@works_while_suspended
@csrf_exempt
@require_POST
def lead_form(request: HttpRequest) -> HttpResponse:
    """By a site key in the field `key`, from one of its pages. What is incomplete is 422 and the form again."""
    sent, key, origin = Sent({}), None, ""
    try:
        sent = read_sent(request)
        key = _key_of(sent)
        origin = origin_behind(request, key, sent.again)
        key = check_key(sent.key, origin=origin)
        _take(request, sent, key)
    except InvalidData as wrong:
        again = begun_at(key, origin)
        return form_again(_language(request, sent), sent, key, wrong, began=again)
    except HouseError as refused:
        return refusal(_language(request, sent), refused, key)
    if onward := own_address(sent.next, key):
        return HttpResponseRedirect(onward, status=303)
    back = own_address(request.headers.get("Referer", ""), key) or origin
    return thanks(_language(request, sent), key, back)


def _key_of(sent: Sent) -> Key:
    key = key_behind(sent.key)
    if key is None:
        raise NotKnown("This form names no key that is known.")
    if not key.is_site:
        raise NotAllowed("A secret key stands in no page.")
    return key


def _take(request: HttpRequest, sent: Sent, key: Key) -> None:
    """Raises what the intake raises, and NotAllowed on another clinic's host or for a key that may not."""
    if request.clinic is not None and request.clinic.pk != key.clinic.pk:
        raise NotAllowed("This key belongs to another clinic than this address.")
    if not key.may("leads:create"):
        raise NotAllowed("This key may not create leads.")
    limit(key, counted_address(request))
    arrival = Arrival(
        sent.body,
        request.content_type,
        key,
        headers=request.headers,
        address=client_address(request) or "",
        demands_check=False,
    )
    now = timezone.now()
    with clinic_context(key.clinic), by_key(key.shown):
        receive_lead(arrival, parse=parse_json, now=now)
        used(key, now)


def _language(request: HttpRequest, sent: Sent) -> str:
    return language_of(sent.fields.get("language", ""), request.headers.get("Accept-Language", ""))
