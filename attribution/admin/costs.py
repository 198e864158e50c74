"""What campaigns cost: typed, or from a file that is looked at first (F:M4)."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.admin.cost_forms import CostFileForm, CostForm
from attribution.models import Spend
from attribution.services.spending.files import SPEND, bring, known_currencies, look_at, read_upload
from attribution.services.spending.keeping import CHANGE, write_typed
from attribution.services.spending.listing import campaigns_of, costs_of, months_of, sums_of, wanted
from attribution.services.spending.reading import Asked
from attribution.services.spending.words import WHY
from crm.lib.errors import HouseError, NotThere
from leads.services.list_uploads import keep_upload
from leads.services.money import minor, range_shown, to_the_cent
from tenants.desk.pages import page_context
from tenants.desk.turning import turned
from tenants.undo.messages import say_undoable
from tenants.undo.models import Operation

ROWS = 50
SHOWN_REFUSED = 50


def costs(request: HttpRequest) -> HttpResponse:
    """The list; sent, an amount for some days of one campaign."""
    may = request.user.has_perm(CHANGE)
    form = CostForm(request.POST if request.method == "POST" else None)
    if form.sent(lambda: _typed(request, form)):
        return redirect("admin:campaign_costs")
    context = page_context(request, form=form, may_change=may, **_listed(request))
    return TemplateResponse(request, "admin/attribution/costs.html", context, status=form.status)


def _listed(request: HttpRequest) -> dict[str, Any]:
    """What the list shows, and what one may narrow it to."""
    by, asked = request.user, wanted(request.GET)
    found = costs_of(by, asked)
    pages = turned(request, found.select_related("campaign", "by"), size=ROWS)
    return {
        "pages": pages,
        "rows": [(row, to_the_cent(row.amount, row.currency)) for row in pages.rows],
        "sums": [to_the_cent(amount, currency) for currency, amount in sums_of(found)],
        "asked": asked,
        "campaigns": campaigns_of(by),
        "months": months_of(by),
    }


def cost_file(request: HttpRequest) -> HttpResponse:
    """A file that is sent is looked at on the next page."""
    is_sent = request.method == "POST"
    form = CostFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if kept := form.sent(lambda: _kept(request, form)):
        told = {name: form.cleaned_data[name] for name in ("currency", "since", "until")}
        query = urlencode({name: value for name, value in told.items() if value})
        to = reverse("admin:campaign_cost_look", args=[kept])
        return redirect(f"{to}?{query}" if query else to)
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/attribution/cost_file.html", context, status=form.status)


def cost_look(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """What the file would do; sent, it does."""
    now, asked = timezone.now(), _asked(request.GET)
    try:
        if request.method == "POST":
            _say(request, bring(upload_id, asked, by=request.user, now=now))
            return redirect("admin:campaign_costs")
        name, read = read_upload(upload_id, asked, by=request.user, now=now)
        look = look_at(read)
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        return _look_page(request, refused.status, refused=refused.detail)
    return _look_page(request, 200, name=name, look=look, **_in_words(look))


def _look_page(request: HttpRequest, status: int, **shown: Any) -> HttpResponse:
    return TemplateResponse(
        request, "admin/attribution/cost_look.html", page_context(request, **shown), status=status
    )


def _in_words(look: Any) -> dict[str, Any]:
    campaigns = [
        (one, ", ".join(range_shown(amount, None, currency) for currency, amount in sorted(one.amounts.items())))
        for one in look.campaigns
    ]
    refused = [(one.number, one.campaign, WHY[one.why]) for one in look.read.refused[:SHOWN_REFUSED]]
    source = dict(Spend.Source.choices)[look.read.platform]
    more = len(look.read.refused) - len(refused)
    return {"campaigns": campaigns, "refused_lines": refused, "more_refused": more, "source": source}


def _typed(request: HttpRequest, form: CostForm) -> bool:
    told = form.cleaned_data
    amount, now = minor(told["amount"]) or 0, timezone.now()
    done = write_typed(
        told["campaign"], told["first"], told["last"], amount, told["currency"], by=request.user, now=now
    )
    _say(request, done)
    return True


def _kept(request: HttpRequest, form: CostFileForm) -> uuid.UUID:
    file = form.cleaned_data["file"]
    return keep_upload(SPEND, file.name, file.chunks(), by=request.user, now=timezone.now()).pk


def _say(request: HttpRequest, done: Operation | None) -> None:
    if done is None:
        messages.info(request, _("All of this stood there already."))
        return
    said = ngettext("Costs of %(number)d day are written.", "Costs of %(number)d days are written.", done.count)
    say_undoable(request, said % {"number": done.count}, done)


def _asked(data: QueryDict) -> Asked:
    known = known_currencies()
    currency = data.get("currency", "")
    return Asked(
        currency if currency in known else "", _day(data.get("since", "")), _day(data.get("until", "")), known
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
