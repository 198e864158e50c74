"""What a clinic sets about robots on its website: which check, and the keys of a service that makes it (F:T23)."""

from collections.abc import Callable, Mapping

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData, ProviderError
from leads.services.captcha.choosing import VENDORS, vendor
from leads.services.captcha.telling import KIND
from tenants.notices.registry import notice_kind
from tenants.settings.errors import ProviderRefused
from tenants.settings.forms import SettingsForm
from tenants.settings.kinds import Field, credential_kind
from tenants.settings.models import ClinicSettings, Credential
from tenants.settings.models.clinic_settings import CaptchaKind
from tenants.settings.registry import settings_page

LONGEST = 200


class WebsiteForm(SettingsForm):
    def clean_captcha(self) -> str:
        """A service without keys would hold every enquiry."""
        chosen = self.cleaned_data["captcha"]
        if chosen in VENDORS and not Credential.objects.filter(kind=chosen).exists():
            raise forms.ValidationError(_("Store its keys under Integrations first."))
        return chosen

    class Meta:
        model = ClinicSettings
        fields = ["captcha"]


def register_website_check() -> None:
    about = gettext_lazy("What keeps robots out")
    settings_page(
        "website", title=gettext_lazy("Website form"), about=about, icon="web", form=WebsiteForm, order=40
    )
    for name in VENDORS:
        _register_vendor(name)
    notice_kind(
        KIND,
        label=gettext_lazy("The check against robots has no working keys"),
        title=gettext_lazy("The check against robots has no working keys"),
        body=gettext_lazy(
            "Without working keys for %(name)s, enquiries from your website wait until somebody accepts them. "
            "Store the keys again, or choose another check."
        ),
        icon="smart_toy",
        mail=True,
    )


def _register_vendor(name: str) -> None:
    credential_kind(
        name,
        title=CaptchaKind(name).label,
        about=gettext_lazy("Keeps robots off your website's form. Choose it under Settings, Website form."),
        icon="smart_toy",
        fields=(
            Field("site_key", gettext_lazy("Site key"), help=gettext_lazy("The one that may be seen.")),
            Field("secret", gettext_lazy("Secret key"), secret=True),
        ),
        check=_checks(name),
        test=_tries(name),
        works=gettext_lazy("It works: the secret key was accepted."),
    )


def _checks(name: str) -> Callable[[Mapping[str, str]], None]:
    def check(values: Mapping[str, str]) -> None:
        wrong = {field: [_("This is no key: copy it again.")] for field in values if not _is_key(values[field])}
        if values["secret"] in VENDORS[name].test_secrets and not settings.DEBUG:
            wrong["secret"] = [_("This key is for trying out: it lets everybody in, or nobody.")]
        if wrong:
            raise InvalidData(_("Some fields are wrong."), fields=wrong)

    return check


def _is_key(text: str) -> bool:
    return text.isascii() and " " not in text and len(text) <= LONGEST


def _tries(name: str) -> Callable[[Mapping[str, str]], None]:
    def try_keys(values: Mapping[str, str]) -> None:
        try:
            vendor(name, values).try_keys()
        except ProviderError as refused:
            title = {"name": CaptchaKind(name).label}
            if refused.permanent:
                raise ProviderRefused(_("%(name)s does not know this secret key. Copy it again.") % title) from None
            raise ProviderRefused(_("%(name)s gave no answer. Try again in a minute.") % title) from None

    return try_keys
