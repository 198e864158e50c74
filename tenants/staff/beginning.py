"""What a new clinic does about its people first, on its landing page until it is done."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.first_steps import first_step
from tenants.staff.models import User
from tenants.staff.services.rights import INVITE


def register_first_steps() -> None:
    first_step(
        _("Invite a colleague"),
        about=_("They get a mail with a link and choose a password."),
        page="admin:staff_invite",
        permission=INVITE,
        is_done=_has_colleagues,
        order=20,
    )


def _has_colleagues() -> bool:
    """Whether a second person of the clinic exists; guests of the platform are none."""
    return User.objects.filter(is_visitor=False).count() > 1
