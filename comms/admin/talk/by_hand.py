"""WhatsApp on one's own telephone: a link with the text filled in, and the question whether it was sent (F:C8)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.admin.talk.doing import back
from comms.services.by_hand import link_for, log_sent
from crm.lib.errors import HouseError, InvalidData, NotThere
from crm.lib.row_ids import row_id
from leads.models import Identity, Lead
from tenants.desk.pages import page_context

LONGEST = 2000  # signs that fit into an address


def by_hand(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Nothing is noted before somebody says that it was sent."""
    seen = Lead.objects.visible_to(request.user).prefetch_related("identities")
    lead = seen.filter(pk=lead_id).first()
    if lead is None:
        return render(request, "404.html", status=404)
    shown: dict[str, Any] = {}
    if request.method == "POST":
        try:
            done = _do(request, lead)
        except NotThere:
            return render(request, "404.html", status=404)
        except HouseError as refused:
            shown = {"wrong": refused.detail, "status": refused.status}
        else:
            if isinstance(done, HttpResponse):
                return done
            shown = {"link": done}
    return _page(request, lead, **shown)


def _do(request: HttpRequest, lead: Lead) -> HttpResponse | str:
    """The link, or when it was sent the way back."""
    text, number = request.POST.get("text", "").strip(), row_id(request.POST.get("number", "")) or 0
    if not text or len(text) > LONGEST:
        raise InvalidData(_("Write something of at most %(most)d signs.") % {"most": LONGEST})
    if request.POST.get("do") != "sent":
        return link_for(lead.pk, number, text, by=request.user)
    log_sent(lead.pk, number, text, by=request.user, now=timezone.now())
    messages.success(request, _("Noted as sent by hand."))
    return back(request, reverse("admin:comms_message", args=[lead.pk]))


def _page(request: HttpRequest, lead: Lead, *, status: int = 200, **more: Any) -> HttpResponse:
    numbers = [one for one in lead.identities.all() if one.kind == Identity.Kind.PHONE and one.is_valid]
    given = {"text": request.POST.get("text", ""), "number": request.POST.get("number", "")}
    context = page_context(request, lead=lead, numbers=numbers, longest=LONGEST, given=given, **more)
    return TemplateResponse(request, "admin/comms/by_hand.html", context, status=status)
