"""What Admins are told about pages of Meta; no patient is named here."""

from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.services.troubles import BROKEN, ENDING
from tenants.notices.registry import notice_kind


def register_notices() -> None:
    notice_kind(
        BROKEN,
        label=_("A page of Meta brings no leads"),
        title=_("%(page)s brings no leads from Meta"),
        body=_("What is wrong, and what to do, stands under Meta lead ads. What waits is fetched afterwards."),
        icon="link_off",
        mail=True,
        always=True,
    )
    notice_kind(
        ENDING,
        label=_("The connection of a page ends soon"),
        title=_("The connection of %(page)s ends on %(day)s"),
        body=_("Connect the page again before that day."),
        icon="schedule",
        mail=True,
        always=True,
    )
