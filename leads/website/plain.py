"""POST /forms/lead: the website form where no script runs. The same intake, answered with a page (F:I4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.lib.errors import HouseError, InvalidData, NotAllowed, NotKnown, TooMany
from leads.services.intake import Arrival, receive_lead
from leads.services.limits import limit
from leads.website.answers import form_again, refusal, thanks
from leads.website.sent import UNTOLD, Sent, begun_at, origin_behind, own_address, read_sent
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
    """By a site key in the field `key`, from one of its pages. What is incomplete is 422 and the form again, and so
    is 429 what comes too often."""
    sent, key, origin = Sent({}), None, ""
    try:
        sent = read_sent(request)
        key = _key_of(sent)
        origin = origin_behind(request, key, sent.again)
        key = _checked(sent, key, origin)
        _take(request, sent, key, is_untold=origin == UNTOLD)
    except (InvalidData, TooMany) as wrong:
        again, back = begun_at(key, origin), _back(request, key, origin)
        return form_again(
            _language(request, sent), sent, key, wrong, began=again, back=back, is_ours=key.stands_in(origin)
        )
    except HouseError as refused:
        return refusal(_language(request, sent), refused, key, _back(request, key, origin))
    if onward := own_address(sent.next, key):
        return HttpResponseRedirect(onward, status=303)
    return thanks(_language(request, sent), key, _back(request, key, origin))


def _back(request: HttpRequest, key: Key | None, origin: str) -> str:
    """The page they came from, or its website: of the key's own alone."""
    if key is None:
        return ""
    return own_address(request.headers.get("Referer", ""), key) or own_address(origin, key)


def _key_of(sent: Sent) -> Key:
    key = key_behind(sent.key)
    if key is None:
        raise NotKnown("This form names no key that is known.")
    if not key.is_site:
        raise NotAllowed("A secret key stands in no page.")
    return key


def _checked(sent: Sent, key: Key, origin: str) -> Key:
    """From one of its pages; or from one that does not say which it is, and then people look at what it sends."""
    return check_key(sent.key, origin=key.origins[0] if origin == UNTOLD and key.origins else origin)


def _take(request: HttpRequest, sent: Sent, key: Key, *, is_untold: bool) -> None:
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
        is_untold=is_untold,
    )
    now = timezone.now()
    with clinic_context(key.clinic), by_key(key.shown):
        receive_lead(arrival, parse=parse_json, now=now)
        used(key, now)


def _language(request: HttpRequest, sent: Sent) -> str:
    return language_of(sent.fields.get("language", ""), request.headers.get("Accept-Language", ""))
