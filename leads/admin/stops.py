"""Everybody whom the clinic writes to no more, and one address looked up: typed, never listed (H:G7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError
from crm.lib.mail import mail_box
from crm.lib.phone import e164
from leads.models import Identity, Lead, Suppression
from leads.services.consent import lift, stops_of, suppress
from leads.services.consent.agreeing import BY_HAND
from leads.services.consent.keys import Address
from leads.services.consent.stopping import LIFT
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context, register_page
from tenants.settings.services.clinic import clinic_settings

SHOWN = 100  # rows
VIEW = "leads.view_suppression"


class AddressForm(AskingForm):
    """One mail or phone number, sent in a body: it stands in no address and in no log."""

    address = forms.CharField(
        label=gettext_lazy("Mail or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"class": "bw-input", "dir": "ltr", "autocomplete": "off"}),
    )

    def clean_address(self) -> Address:
        typed = self.cleaned_data["address"]
        if box := mail_box(typed):
            return Identity.Kind.EMAIL, box
        if number := e164(typed) or e164(typed, country=clinic_settings().country or None):
            return Identity.Kind.PHONE, number
        raise forms.ValidationError(_("This is no mail address and no phone number."))


def stops(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    found = form.sent(lambda: _asked(request, form.cleaned_data["address"]))
    rows = list(Suppression.objects.order_by("-at", "-id")[:SHOWN])
    seen = Lead.objects.visible_to(request.user).filter(pk__in={row.lead_id for row in rows} - {None})
    leads = {lead.pk: lead for lead in seen.prefetch_related("identities")}
    context = {
        "form": form,
        "found": found,
        "rows": [(row, leads.get(row.lead_id)) for row in rows],
        "may_lift": request.user.has_perm(LIFT),
    }
    page = page_context(request, **context)
    return TemplateResponse(request, "admin/leads/stops.html", page, status=form.status)


def _asked(request: HttpRequest, address: Address) -> dict[str, Any]:
    """What stands for this address, after what was to be done with it."""
    about = {"source": BY_HAND, "by": request.user, "now": timezone.now()}
    try:
        if request.POST.get("what") == "stop":
            suppress([address], reason=Suppression.Reason.ASKED, **about)
            messages.success(request, _("Nothing is sent there any more."))
        elif request.POST.get("what") == "lift" and lift([address], **about):
            messages.success(request, _("They may be written to again."))
    except HouseError as refused:
        messages.warning(request, refused.detail)
    known = stops_of([address]).get(address, [])
    return {"typed": request.POST["address"], "is_stopped": bool(known), "since": known[0].at if known else None}


register_page("stops/", stops, name="stops", title=gettext_lazy("Stops"), permission=VIEW, writing=LIFT)
