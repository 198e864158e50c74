"""The website form on the integrations page: its key, its HTML to copy, and how it looks (F:I4)."""

from typing import Any

from csp.constants import NONE, SELF
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from leads.website.fields import CHOOSABLE
from leads.website.snippet import snippet
from leads.website.wished import wished
from leads.website.words import languages
from tenants.context import current_clinic
from tenants.desk import access
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context
from tenants.keys.models import ApiKey
from tenants.keys.permissions import CHANGE
from tenants.keys.services.issue import new_key
from tenants.services.hosts import address_of
from tenants.settings.services.clinic import clinic_settings

LABELS = {
    "last_name": _("Last name"),
    "email": _("Mail"),
    "phone": _("Phone"),
    "country": _("Country"),
    "treatment": _("Treatment"),
    "message": _("Question"),
    "consent": _("Consent"),
}


class WebsiteKeyForm(AskingForm):
    """Where the form will stand; a key for it is made."""

    origin = forms.CharField(
        label=_("Address of your website"),
        max_length=300,
        help_text=_(
            "Like https://clinic-site.example. The form works on this website only; with and without www. are two."
        ),
        error_messages={"required": _("Enter the address of your website.")},
        widget=forms.TextInput(
            attrs={"class": "bw-input", "dir": "ltr", "autocapitalize": "none", "inputmode": "url"}
        ),
    )

    def refuse(self, fields: Any, said: str) -> None:
        """The service speaks of `origins`: here there is one."""
        super().refuse({"origin": list(fields.get("origins", [said]))}, said)


def section(request: HttpRequest) -> dict[str, Any]:
    """What the section shows; without a key only the question that makes one."""
    keys = _keys(request)
    may_make = access.allows(CHANGE, request)
    if not keys:
        return {"may_make": may_make, "form": WebsiteKeyForm()}
    clinic = current_clinic()
    form = wished(request.GET, keys, home=address_of(clinic), language=clinic_settings().language)
    asked = request.GET.urlencode()
    return {
        "may_make": may_make,
        "keys": keys,
        "wished": form,
        "key": next(key for key in keys if key.text == form.key),
        "languages": languages(),
        "choices": [(field.name, LABELS[field.name], field in form.fields) for field in CHOOSABLE],
        "code": snippet(form),
        "preview": reverse("admin:website_preview") + (f"?{asked}" if asked else ""),
    }


@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    """The form with the real script, in a frame without rights: it sends nothing, with JavaScript or without."""
    keys = _keys(request)
    if not keys:
        raise Http404
    form = wished(request.GET, keys, home="", language=clinic_settings().language)
    context = {"form": form, "code": snippet(form, preview=True), "title": gettext("Preview")}
    answer = render(request, "leads/website/preview.html", context)
    answer._csp_replace = {"frame-ancestors": [SELF], "form-action": [NONE]}
    return answer


def make_key(request: HttpRequest) -> HttpResponse:
    """A site key for one website, and back to the form with it."""
    form = WebsiteKeyForm(request.POST if request.method == "POST" else None)
    name = gettext("Website")
    if issued := form.sent(
        lambda: new_key(kind=ApiKey.Kind.SITE, origins=[form.cleaned_data["origin"]], name=name)
    ):
        return redirect(f"{reverse('admin:integrations')}?key={issued.key.pk}")
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/leads/website_key.html", context, status=form.status)


def _keys(request: HttpRequest) -> list[ApiKey]:
    """Those that work and whose text is known: keys of before have only a hash."""
    seen = ApiKey.objects.visible_to(request.user).living()
    return list(seen.filter(kind=ApiKey.Kind.SITE).exclude(text="").order_by("pk"))
