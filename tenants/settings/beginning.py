"""What a new clinic sets first, on its landing page until it is done."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.first_steps import first_step
from tenants.settings.mail_server import KIND
from tenants.settings.models import Credential
from tenants.settings.permissions import CREDENTIAL
from tenants.settings.registry import CHANGE
from tenants.settings.services.clinic import clinic_settings


def register_first_steps() -> None:
    first_step(
        _("Say where your clinic is"),
        about=_("Country, currency, language"),
        page="admin:settings_clinic",
        permission=CHANGE,
        is_done=_has_a_country,
        order=10,
    )
    first_step(
        _("Connect your mail server"),
        about=_("Mails to patients go out through it, from your own address."),
        page="admin:integrations",
        permission=CREDENTIAL,
        is_done=_has_a_mail_server,
        order=30,
    )


def _has_a_country() -> bool:
    return bool(clinic_settings().country)


def _has_a_mail_server() -> bool:
    return Credential.objects.filter(kind=KIND).exists()
