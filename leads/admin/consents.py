"""On a lead's page: what they agreed to and where they are stopped, and what is sent from there (H:G4, G7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError, NotThere
from leads.models import Channel, Consent, Lead, Purpose, Suppression
from leads.services.consent import Given, give, lift_lead, of_lead, stop_lead, stops_of, withdraw
from leads.services.consent.agreeing import BY_HAND, LONGEST, consents_of
from leads.services.consent.stopping import LIFT
from leads.services.many import CHANGE
from tenants.desk.pages import register_page
from tenants.staff.models import User

GIVE, WITHDRAW, STOP, ALLOW = "give", "withdraw", "stop", "lift"
_INPUT = {"class": "bw-input"}
_WAYS = [("", gettext_lazy("by any way")), *Channel.choices]


class ConsentForm(forms.Form):
    """What somebody said, by what way, and to which words."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("For"), choices=Purpose.choices, widget=forms.Select(attrs=_INPUT)
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Way"), choices=_WAYS, required=False, widget=forms.Select(attrs=_INPUT)
    )
    words = forms.CharField(
        label=gettext_lazy("Words they were told"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={**_INPUT, "rows": 2, "dir": "auto"}),
    )


class StopForm(forms.Form):
    channel = forms.ChoiceField(
        label=gettext_lazy("Way"), choices=_WAYS, required=False, widget=forms.Select(attrs=_INPUT)
    )


def consents_box(lead: Lead, reader: User) -> dict[str, Any]:
    """What the box shows; what is stopped alike at several addresses is said once. Three queries."""
    newest: dict[tuple[str, str], Consent] = {}
    for one in consents_of(lead):
        newest.setdefault((one.purpose, one.channel), one)
    known = stops_of(of_lead(lead)).values()
    stops = {(stop.channel, stop.purpose, stop.reason): stop for found in known for stop in found}.values()
    return {
        "consents": list(newest.values()),
        "stops": [_said(stop.channel, stop.purpose, stop.reason) | {"at": stop.at} for stop in stops],
        "may_stop": reader.has_perm(CHANGE),
        "may_lift": bool(stops) and reader.has_perm(LIFT),
        "consent_form": ConsentForm(auto_id="consent_%s"),
        "stop_form": StopForm(auto_id="stop_%s"),
    }


def _said(channel: str, purpose: str, reason: str) -> dict[str, Any]:
    return {
        "way": dict(_WAYS)[channel],
        "purpose": dict(Purpose.choices).get(purpose, ""),
        "reason": dict(Suppression.Reason.choices)[reason],
    }


def send(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Do what was asked; back to the lead with a sentence."""
    if not Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
        return render(request, "404.html", status=404)
    try:
        messages.success(request, _do(request, lead_id))
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return HttpResponseRedirect(reverse("admin:leads_lead_change", args=[lead_id]) + "#consents")


def _do(request: HttpRequest, lead_id: int) -> str:
    what, by, now = request.POST.get("what"), request.user, timezone.now()
    if what in {GIVE, WITHDRAW}:
        form = ConsentForm(request.POST)
        if not form.is_valid():
            return _("Nothing was changed.")
        deed = give if what == GIVE else withdraw
        deed(lead_id, Given(source=BY_HAND, **form.cleaned_data), by=by, now=now)
        return _("Noted what they agree to.") if what == GIVE else _("Noted that they take it back.")
    about = {"source": BY_HAND, "by": by, "now": now}
    if what == STOP:
        count = stop_lead(lead_id, channel=request.POST.get("channel", ""), **about)
        return _("Nothing is sent there any more.") if count else _("It is so already.")
    if what == ALLOW:
        return _("They may be written to again.") if lift_lead(lead_id, **about) else _("It is so already.")
    return _("Nothing was changed.")


register_page(
    "consents/<int:lead_id>/",
    send,
    name="lead_consents",
    title=gettext_lazy("Consents"),
    permission=CHANGE,
    methods=("POST",),
)
