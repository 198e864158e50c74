"""What staff are told about leads; no clinical word stands here, for these lines leave the lead (LOOK 6)."""

from django.utils.translation import gettext_lazy as _

from tenants.notices.registry import notice_kind

ONE = "%(lead)s"
# name: (what is told of, as somebody chooses it; title; body; icon; whether it is mailed, too)
KINDS = {
    "lead_assigned": (
        _("A colleague gives you a lead"), _("%(who)s gave you a lead"), ONE, "person_pin_circle", True,
    ),
    "lead_shared": (_("You are given a new lead"), _("A new lead for you"), ONE, "person_pin_circle", True),
    "leads_shared": (
        _("You are given several new leads"), _("%(number)s new leads for you"), "", "groups", True,
    ),
    "answer_late": (
        _("Somebody waits too long for an answer"), _("Somebody waits too long for an answer"), ONE, "alarm", False,
    ),
    "leads_assigned": (
        _("A colleague gives you several leads"), _("%(who)s gave you %(number)s leads"), "", "groups", True,
    ),
    "mentioned": (
        _("A colleague names you in a note"), _("%(who)s named you in a note"), ONE, "alternate_email", True,
    ),
}  # fmt: skip


def register_notices() -> None:
    for name, (label, title, body, icon, mail) in KINDS.items():
        notice_kind(name, label=label, title=title, body=body, icon=icon, mail=mail)
