"""Mails of the platform about clinics that were asked for, made by the worker when they are sent."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.models import Registration
from tenants.notices.mail import Mail, letter, mail_kind
from tenants.services import hosts
from tenants.services.registering.asking import MAIL
from tenants.services.registering.deciding import DECLINED
from tenants.staff.models import User


def register_letters() -> None:
    mail_kind(MAIL, _asked)
    mail_kind(DECLINED, _declined)


def _asked(about: Mapping[str, object]) -> Mail | None:
    """How many wait, and where: nothing of what strangers typed (H:L8)."""
    admin = User.objects.filter(pk=about["user"], is_active=True, is_superuser=True).first()
    waiting = Registration.objects.waiting().count()
    if admin is None or not waiting:
        return None
    with translation.override(admin.language):
        said = ngettext("%(n)d clinic asks to be opened", "%(n)d clinics ask to be opened", waiting)
        page = reverse("admin:tenants_registration_changelist", urlconf=settings.PLATFORM_URLCONF)
        return letter(
            admin.email,
            language=admin.language,
            subject=said % {"n": waiting},
            paragraphs=[_("Look at who asks, then approve or decline. There is one such mail an hour at most.")],
            button=(_("See the requests"), hosts.platform_address() + page),
        )


def _declined(about: Mapping[str, object]) -> Mail | None:
    """What somebody of the platform wrote to whoever asked."""
    declined = Registration.objects.filter(pk=about["registration"], state=Registration.State.DECLINED)
    asked = declined.exclude(answer="").first()
    if asked is None:
        return None
    with translation.override(asked.language):
        return letter(
            asked.email,
            language=asked.language,
            subject=_("Your request for a clinic on Bridgework"),
            paragraphs=[
                _("Somebody asked with this address to open a clinic here. This is the answer:"),
                asked.answer,
            ],
        )
