"""What staff are told about leads; no clinical word stands here, for these lines leave the lead (LOOK 6)."""

from django.utils.translation import gettext_lazy as _

from tenants.notices.registry import notice_kind


def register_notices() -> None:
    notice_kind(
        "lead_assigned",
        label=_("A colleague gives you a lead"),
        title=_("%(who)s gave you a lead"),
        body="%(lead)s",
        icon="person_pin_circle",
        mail=True,
    )
    notice_kind(
        "leads_assigned",
        label=_("A colleague gives you several leads"),
        title=_("%(who)s gave you %(number)s leads"),
        icon="groups",
        mail=True,
    )
