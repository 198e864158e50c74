"""What staff are told about accounts and templates; no patient is named here."""

from django.utils.translation import gettext_lazy as _

from comms.services import telling
from tenants.notices.registry import notice_kind


def register_notices() -> None:
    _of_accounts()
    _of_templates()


def _of_accounts() -> None:
    notice_kind(
        telling.BROKEN,
        title=_("Messages no longer leave by %(account)s"),
        body=_("They wait. What is wrong, and what to do, stands under Accounts."),
        label=_("Messages no longer leave by an account"),
        icon="phonelink_off",
        mail=True,
        always=True,
    )
    notice_kind(
        telling.CONCERN,
        title=_("The provider warns you about %(account)s"),
        body=_("What it says, and what waits because of it, stands under Accounts."),
        label=_("A provider warns you about an account"),
        icon="warning",
        mail=True,
        always=True,
    )
    notice_kind(
        telling.SPARED,
        title=_("Messages to many wait a day on %(account)s"),
        body=_("The provider sees too many unwanted messages from it. Answers go on."),
        label=_("Messages to many wait, because too many were unwanted"),
        icon="hourglass_empty",
        mail=True,
    )


def _of_templates() -> None:
    notice_kind(
        telling.STOPPED,
        title=_("WhatsApp no longer sends %(template)s"),
        body=_("Choose another template, or change this one at WhatsApp."),
        label=_("WhatsApp pauses or switches off a template"),
        icon="block",
        mail=True,
    )
    notice_kind(
        telling.LIKED_LESS,
        title=_("Patients complain about %(template)s"),
        body=_("WhatsApp pauses it when that goes on. Send it to fewer people, or change it."),
        label=_("Patients complain about a template"),
        icon="thumb_down",
        mail=True,
    )
    notice_kind(
        telling.IS_OFFER,
        title=_("WhatsApp takes %(template)s for an offer"),
        body=_("It is sent only to those who agreed to offers."),
        label=_("WhatsApp takes a template for an offer"),
        icon="sell",
        mail=True,
    )
