"""What Admins are told about other systems; no patient is named here."""

from django.utils.translation import gettext_lazy as _

from comms.outbound.services.standing import STOPPED
from tenants.notices.registry import notice_kind


def register_notices() -> None:
    notice_kind(
        STOPPED,
        label=_("Another system is told nothing more"),
        title=_("%(system)s is told nothing more"),
        body=_("What is wrong, and what to do, stands under Other systems."),
        icon="sync_problem",
        mail=True,
        always=True,
    )
