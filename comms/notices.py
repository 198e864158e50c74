"""What staff are told about accounts and templates; no patient is named here."""

from django.utils.translation import gettext_lazy as _

from comms.services import telling
from tenants.notices.registry import notice_kind

# name: (what is told of, as somebody chooses it; title; body; icon; whether it cannot be chosen away)
KINDS = {
    telling.BROKEN: (
        _("Messages no longer leave by an account"),
        _("Messages no longer leave by %(account)s"),
        _("They wait. What is wrong, and what to do, stands under Accounts."),
        "phonelink_off", True,
    ),
    telling.CONCERN: (
        _("A provider warns you about an account"),
        _("The provider warns you about %(account)s"),
        _("What it says, and what waits because of it, stands under Accounts."),
        "warning", True,
    ),
    telling.SPARED: (
        _("Messages to many wait, because too many were unwanted"),
        _("Messages to many wait a day on %(account)s"),
        _("The provider sees too many unwanted messages from it. Answers go on."),
        "hourglass_empty", False,
    ),
    telling.STOPPED: (
        _("WhatsApp pauses or switches off a template"),
        _("WhatsApp no longer sends %(template)s"),
        _("Choose another template, or change this one at WhatsApp."),
        "block", False,
    ),
    telling.LIKED_LESS: (
        _("Patients complain about a template"),
        _("Patients complain about %(template)s"),
        _("WhatsApp pauses it when that goes on. Send it to fewer people, or change it."),
        "thumb_down", False,
    ),
    telling.IS_OFFER: (
        _("WhatsApp takes a template for an offer"),
        _("WhatsApp takes %(template)s for an offer"),
        _("It is sent only to those who agreed to offers."),
        "sell", False,
    ),
}  # fmt: skip


def register_notices() -> None:
    for name, (label, title, body, icon, always) in KINDS.items():
        notice_kind(name, label=label, title=title, body=body, icon=icon, mail=True, always=always)
