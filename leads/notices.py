"""What staff are told about leads; no clinical word stands here, for these lines leave the lead (LOOK 6)."""

from django.utils.translation import gettext_lazy as _

from tenants.notices.registry import notice_kind

ONE = "%(lead)s"
# name: (what is told of, as somebody chooses it; title; body; icon; whether it is mailed, too)
KINDS = {
    "lead_assigned": (
        _("A colleague gives you a lead"), _("%(who)s gave you a lead"), ONE, "person_pin_circle", True,
    ),
    "lead_new": (_("A new lead that nobody has yet"), _("A new lead"), ONE, "person_add", True),
    "lead_shared": (_("You are given a new lead"), _("A new lead for you"), ONE, "person_pin_circle", True),
    "leads_shared": (
        _("You are given several new leads"), _("%(number)s new leads for you"), "", "groups", True,
    ),
    "lead_hot": (_("A lead is hot"), _("A hot lead"), ONE, "local_fire_department", True),
    "leads_hot": (
        _("Several leads are hot at once"), _("%(number)s hot leads"), "", "local_fire_department", True,
    ),
    "lead_moved": (
        _("Somebody moves a lead of yours, or one that you watch"), _("%(who)s moved a lead to another stage"),
        "%(lead)s: %(stage)s", "swap_horiz", True,
    ),
    "leads_moved": (
        _("Somebody moves several leads of yours"), _("%(who)s moved several of your leads to another stage"),
        "%(stage)s", "swap_horiz", True,
    ),
    "answer_late": (
        _("Somebody waits too long for an answer"), _("Somebody waits too long for an answer"), ONE, "alarm", True,
    ),
    "leads_assigned": (
        _("A colleague gives you several leads"), _("%(who)s gave you %(number)s leads"), "", "groups", True,
    ),
    "mentioned": (
        _("A colleague names you in a note"), _("%(who)s named you in a note"), ONE, "alternate_email", True,
    ),
    "morning": (
        _("How the day begins, at eight"), _("Your day"),
        _("New: %(new)s · Waiting: %(waiting)s · Overdue: %(overdue)s · Hot: %(hot)s · Accepted: %(accepted)s"),
        "wb_sunny", True,
    ),
}  # fmt: skip
NUMBERS = (
    ("new", _("New since yesterday at eight")),
    ("waiting", _("Waiting for an answer")),
    ("overdue", _("Next step overdue")),
    ("hot", _("Hot")),
    ("accepted", _("Accepted yesterday")),
)
# What comes in bursts: the headline of a letter about several.
SEVERAL = {
    "lead_new": _("%(number)s new leads"),
    "lead_shared": _("%(number)s new leads for you"),
    "lead_hot": _("%(number)s hot leads"),
    "lead_moved": _("%(number)s leads moved to another stage"),
    "answer_late": _("%(number)s people wait too long for an answer"),
}
ON_SCREEN = {"lead_hot", "leads_hot"}  # F:W12
URGENT = {"lead_hot", "leads_hot", "answer_late"}  # F:C25


def register_notices() -> None:
    for name, (label, title, body, icon, mail) in KINDS.items():
        notice_kind(
            name,
            label=label,
            title=title,
            body=body,
            icon=icon,
            mail=mail,
            several=SEVERAL.get(name, ""),
            comes_in_bursts=name in SEVERAL,
            is_urgent=name in URGENT,
            on_screen=name in ON_SCREEN,
            numbers=NUMBERS if name == "morning" else (),
            of_the_day=name == "morning",
        )
