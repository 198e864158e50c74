"""Partners: agencies, branches and practices whose leads are told apart (F:0.3)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import display
from django.contrib.admin.utils import unquote
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from leads.models import Partner
from leads.services.partners import keep_partner
from tenants.desk.forms import AskingForm
from tenants.desk.options import ClinicModelAdmin
from tenants.staff.models import User

_INPUT = {"class": "bw-input", "dir": "auto"}
TEXTS = ("name", "code", "contact_name", "contact_email", "is_active")


class PartnerForm(AskingForm):
    """`members` are offered from those who see a partner's leads: others see more, or other leads."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=_INPUT))
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("In files, forms and the API. Empty: made of the name."),
        error_messages={"invalid": _("Letters without accents, digits, - and _ only.")},
        widget=forms.TextInput(attrs={**_INPUT, "dir": "ltr"}),
    )
    contact_name = forms.CharField(
        label=_("Contact person"), max_length=120, required=False, widget=forms.TextInput(attrs=_INPUT)
    )
    contact_email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"class": "bw-input"})
    )
    is_active = forms.BooleanField(
        label=_("Works with you"),
        required=False,
        help_text=_("Off: it stays on its leads, nobody new gets it, and its people see nothing."),
        widget=forms.CheckboxInput(attrs={"class": "bw-check"}),
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Its people"),
        required=False,
        coerce=int,
        help_text=_("Whoever sees the leads of their partner, as their page under Staff says."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, row: Partner, reader: User, readable_only: bool):
        people = row.members.active() if row.pk else User.objects.none()
        shown = {name: getattr(row, name) for name in TEXTS}
        super().__init__(data, initial=shown | {"members": [person.pk for person in people]})
        offered = User.objects.active().visible_to(reader).filter(data_scope=User.DataScope.PARTNER)
        self.fields["members"].choices = {one.pk: str(one) for one in (*offered, *people)}.items()
        for name, field in self.fields.items():
            field.disabled = readable_only
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}


@admin.register(Partner)
class PartnerAdmin(ClinicModelAdmin):
    """Admin and Manager read it, an Admin changes it. A partner is retired, never deleted."""

    list_title = _("Partners")
    list_display = ["named", "code", "contact", "people", "works"]
    search_fields = ["name", "code"]
    search_help_text = _("Name or code of a partner")
    empty_template = "leads/no_partners.html"
    change_list_template = "admin/leads/partner/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        return super().get_queryset(request).annotate(number=Count("members"))

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Not Django's form: the service keeps a partner, and says who may be its people."""
        row = self.get_object(request, unquote(object_id)) if object_id else Partner()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request)
        may_write = row.pk is None or self.has_change_permission(request, row)
        sent = request.POST if request.method == "POST" else None
        form = PartnerForm(sent, row=row, reader=request.user, readable_only=not may_write)
        if kept := form.sent(lambda: keep_partner(row.pk, form.cleaned_data, by=request.user)):
            messages.success(request, _("%(partner)s is saved.") % {"partner": kept.name})
            return redirect("admin:leads_partner_changelist")
        context = {**self.admin_site.each_context(request), "row": row, "form": form, "may_write": may_write}
        return TemplateResponse(request, "admin/leads/partner/page.html", context, status=form.status)

    @display(description=_("Partner"), ordering="name")
    def named(self, row: Partner) -> SafeString:
        return format_html('<b class="bw-b" dir="auto">{}</b>', row.name)

    @display(description=_("Contact person"), ordering="contact_name")
    def contact(self, row: Partner) -> str:
        return row.contact_name or row.contact_email

    @display(description=_("People"), ordering="number")
    def people(self, row: Partner) -> int:
        return row.number

    @display(description=_("Works with you"), ordering="is_active")
    def works(self, row: Partner) -> str:
        return _("yes") if row.is_active else _("no")
