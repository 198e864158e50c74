"""What other currencies are worth, as the clinic enters or imports it."""

import uuid
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.admin.cost_forms import RateFileForm, RateForm
from attribution.models import Rate
from attribution.services.rates.keeping import RATE, bring_rates, read_rates_of, remove_rate, write_rate
from attribution.services.spending.keeping import CHANGE
from attribution.services.spending.words import WHY_NO_RATE
from crm.lib.errors import HouseError, NotThere
from leads.services.list_uploads import keep_upload
from tenants.desk.pages import page_context
from tenants.desk.turning import turned
from tenants.settings.services.clinic import clinic_settings

ROWS = 50
SHOWN = 50
DECIMALS = 4


def rates(request: HttpRequest) -> HttpResponse:
    """The list; sent, the rate of one day."""
    form = RateForm(request.POST if request.method == "POST" else None)
    if form.sent(lambda: _typed(request, form)):
        return redirect("admin:campaign_rates")
    own = clinic_settings().currency
    rows = Rate.objects.visible_to(request.user).filter(own=own).select_related("by")
    pages = turned(request, rows.order_by("-day", "currency"), size=ROWS)
    shown = [(row, rate_shown(row.rate)) for row in pages.rows]
    may = request.user.has_perm(CHANGE)
    context = page_context(request, form=form, pages=pages, rows=shown, own=own, may_change=may)
    return TemplateResponse(request, "admin/attribution/rates.html", context, status=form.status)


def rate_shown(rate: Decimal) -> str:
    """With four decimals, so that one stands below the other; with more where there are more."""
    there = -int(rate.normalize().as_tuple().exponent)
    return str(number_format(rate, max(DECIMALS, there)))


def rate_gone(request: HttpRequest, rate_id: int) -> HttpResponse:
    row = get_object_or_404(Rate.objects.visible_to(request.user), pk=rate_id)
    remove_rate(row, now=timezone.now())
    messages.success(request, _("The rate is gone. The one before it holds."))
    return redirect("admin:campaign_rates")


def rate_file(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = RateFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if kept := form.sent(lambda: _kept(request, form)):
        return redirect("admin:campaign_rate_look", kept)
    context = page_context(request, form=form, own=clinic_settings().currency)
    return TemplateResponse(request, "admin/attribution/rate_file.html", context, status=form.status)


def rate_look(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """What the file says; sent, it holds."""
    shown, status = {"own": clinic_settings().currency}, 200
    try:
        if request.method == "POST":
            number = bring_rates(upload_id, by=request.user, now=timezone.now())
            said = ngettext("%(number)d rate is written.", "%(number)d rates are written.", number)
            messages.success(request, said % {"number": number})
            return redirect("admin:campaign_rates")
        shown["name"], read = read_rates_of(upload_id, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        shown["refused"], status = refused.detail, refused.status
    else:
        shown |= {"quotes": read.quotes[:SHOWN], "number": len(read.quotes)}
        shown["refused_lines"] = [(one.number, one.text, WHY_NO_RATE[one.why]) for one in read.refused[:SHOWN]]
        shown["more_refused"] = max(0, len(read.refused) - SHOWN)
    context = page_context(request, **shown)
    return TemplateResponse(request, "admin/attribution/rate_look.html", context, status=status)


def _typed(request: HttpRequest, form: RateForm) -> bool:
    told = form.cleaned_data
    write_rate(told["day"], told["currency"], told["rate"], by=request.user, now=timezone.now())
    messages.success(request, _("The rate is written."))
    return True


def _kept(request: HttpRequest, form: RateFileForm) -> uuid.UUID:
    file = form.cleaned_data["file"]
    return keep_upload(RATE, file.name, file.chunks(), by=request.user, now=timezone.now()).pk
