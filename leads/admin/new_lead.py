"""A lead written down by hand: somebody called, or stood at the door (F:L1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.admin.form import languages
from leads.models import Lead
from leads.services.duplicates import Similar
from leads.services.duplicates.about_to import about_to
from leads.services.many import CHANGE
from leads.services.new_lead import write_down
from leads.services.owners import possible_owners
from leads.services.partners import choosable
from leads.services.sharing.duty import is_alone
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context, register_page
from tenants.settings.countries import country_choices
from tenants.staff.models import User

PERSON = ("first_name", "last_name", "phone", "email", "interest")
ROWS = {"partner": "partner_id", "assigned_to": "assigned_to_id"}


class NewLeadForm(AskingForm):
    """A name and one way to reach them; everything else can follow."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=120, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=120, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("With the country’s prefix, as in +39 333 111 0142."),
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "dir": "ltr", "autocomplete": "off"}),
    )
    interest = forms.CharField(label=gettext_lazy("Asked for"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Lead.Source.choices, initial=Lead.Source.OTHER)
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"), queryset=None, required=False, empty_label=gettext_lazy("none")
    )
    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=None, required=False, empty_label=gettext_lazy("nobody")
    )

    def __init__(self, data: Any, *, reader: User):
        super().__init__(data)
        self.fields["country"].choices = [("", gettext_lazy("not known")), *country_choices()]
        self.fields["language"].choices = languages("")
        self.fields["partner"].queryset = choosable(reader)
        self.fields["assigned_to"].queryset = possible_owners()
        if is_alone():
            del self.fields["assigned_to"]
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "bw-input", "dir": field.widget.attrs.get("dir", "auto")}
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def person(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PERSON}

    def more(self) -> dict[str, Any]:
        """By column, as `change_lead` takes it; without what was left empty."""
        rows = {column: getattr(self.cleaned_data.get(name), "pk", None) for name, column in ROWS.items()}
        said = {name: self.cleaned_data[name] for name in ("country", "language", "source")}
        return {name: value for name, value in (rows | said).items() if value}


def new_lead(request: HttpRequest) -> HttpResponse:
    """Ask, write down, and go on with the new lead's page."""
    form = NewLeadForm(request.POST if request.method == "POST" else None, reader=request.user)
    found = _like_them(request, form)
    asks, lead = found.asks(request.POST.get("known", "")), None
    if not asks:
        lead = form.sent(lambda: write_down(form.person(), form.more(), by=request.user, now=timezone.now()))
    if lead is not None:
        messages.success(request, _("%(lead)s is a new lead.") % {"lead": lead})
        seen = Lead.objects.visible_to(request.user).filter(pk=lead.pk).exists()
        return redirect("admin:leads_lead_change", lead.pk) if seen else redirect("admin:leads_lead_changelist")
    context = page_context(request, form=form, found=found, asks=asks)
    status = 409 if asks else form.status
    return TemplateResponse(request, "admin/leads/lead/new.html", context, status=status)


def _like_them(request: HttpRequest, form: NewLeadForm) -> Similar:
    if not form.is_bound or not form.is_valid():
        return Similar()
    return about_to(form.person() | {"country": form.cleaned_data["country"]}, reader=request.user)


register_page("leads/new/", new_lead, name="lead_new", title=gettext_lazy("New lead"), permission=CHANGE)
