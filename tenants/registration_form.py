"""The public form that asks for a clinic. What is typed is anybody's: one line each, within limits."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from crm.lib.phone import e164
from tenants.desk.forms import AskingForm
from tenants.models.clinic import Clinic
from tenants.services.provisioning import RESERVED
from tenants.services.registering.asking import Wish
from tenants.settings.countries import country_choices
from tenants.settings.zones import zones
from tenants.staff.services.mails import usable_mail
from tenants.staff.services.names import own_name, readable

_NAME, _MAIL = 120, 254
_SLUG = Clinic._meta.get_field("slug").max_length
_CHOOSE = [("", _("Choose"))]
TRAP = "company_website"


def _input(autocomplete: str = "off", **more: Any) -> dict[str, Any]:
    return {"class": "bw-input", "autocomplete": autocomplete, **more}


def _text(autocomplete: str = "off", **more: Any) -> forms.TextInput:
    return forms.TextInput(attrs=_input(autocomplete, **more))


class RegistrationForm(AskingForm):
    """The clinic, who asks, and where it is."""

    clinic_name = forms.CharField(
        label=_("Name of the clinic"), max_length=_NAME, widget=_text("organization", dir="auto")
    )
    slug = forms.CharField(
        label=_("Workspace"),
        max_length=_SLUG,
        required=False,
        widget=_text(autocapitalize="none", spellcheck="false"),
        help_text=_("The short name in your address, like tirana-smile. Empty: we make one of the name."),
    )
    owner_name = forms.CharField(label=_("Your name"), max_length=_NAME, widget=_text("name", dir="auto"))
    email = forms.CharField(
        label=_("E-mail"),
        max_length=_MAIL,
        widget=forms.EmailInput(attrs=_input("email", autocapitalize="none")),
        help_text=_("The invitation goes here once the clinic is open."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lazy(lambda: [*_CHOOSE, *country_choices()], list),
        widget=forms.Select(attrs=_input("country")),
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=64, widget=forms.TextInput(attrs=_input("tel", type="tel"))
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.Select(attrs=_input("language"))
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lazy(lambda: [*_CHOOSE, *((zone, zone.replace("_", " ")) for zone in zones())], list),
        widget=forms.Select(attrs=_input()),
    )
    ghl_location_id = forms.RegexField(
        "^[A-Za-z0-9]*$",
        label=_("GoHighLevel location"),
        max_length=64,
        required=False,
        widget=_text(autocapitalize="none", spellcheck="false"),
        help_text=_("Only if you use GoHighLevel. Keys are entered later, in the clinic."),
        error_messages={"invalid": _("A location has letters and digits only.")},
    )
    agreed = forms.BooleanField(
        label=_(
            "I may speak for this clinic. What I typed is kept to answer me, for 90 days if nothing comes of it."
        ),
        error_messages={"required": _("Without this we cannot keep your request.")},
    )

    def __init__(self, data: Any = None):
        super().__init__(data, initial={"language": (get_language() or "en").split("-")[0]})

    @property
    def is_trapped(self) -> bool:
        """Whether the field was filled in that people do not see."""
        return bool(self.data.get(TRAP))

    @property
    def wish(self) -> Wish:
        return Wish(**{name: value for name, value in self.cleaned_data.items() if name != "agreed"})

    def clean_clinic_name(self) -> str:
        """Without joiners, which are not seen: `provision` takes only what is."""
        name = _said(lambda: readable(self.cleaned_data["clinic_name"], field="clinic_name"))
        return "".join(sign for sign in name if sign.isprintable())

    def clean_owner_name(self) -> str:
        return _said(lambda: own_name(self.cleaned_data["owner_name"]))

    def clean_email(self) -> str:
        return _said(lambda: usable_mail(self.cleaned_data["email"]), longest=_MAIL)

    def clean_slug(self) -> str:
        """As a host may be called; of the clinic's name when nothing was wished, and people may change it."""
        wished = one_line(self.cleaned_data["slug"])
        found = slugify(wished or self.cleaned_data.get("clinic_name", "")).replace("_", "-")[:_SLUG].strip("-")
        found = "-".join(part for part in found.split("-") if part)
        if wished and (len(found) < 2 or found in RESERVED):
            raise forms.ValidationError(_("Choose another short name, with letters or digits."))
        return found if len(found) > 1 and found not in RESERVED else "clinic"

    def clean_phone(self) -> str:
        number = e164(self.cleaned_data["phone"], country=self.cleaned_data.get("country") or None)
        if number is None:
            raise forms.ValidationError(_("A telephone number, best with its country: +355 69 123 4567."))
        return number


def _said(clean: Callable[[], str], *, longest: int = _NAME) -> str:
    """What a service says about one field, as the form says it. Cleaning makes some texts longer."""
    try:
        text = clean()
        if len(text) > longest:
            raise forms.ValidationError(_("This is too long."))
        return text
    except InvalidData as wrong:
        raise forms.ValidationError([said for told in wrong.fields.values() for said in told]) from wrong
