"""The first Admin of a clinic that was asked for: invited once, and again when somebody presses the button."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic, Registration
from tenants.settings.services.clinic import save_settings
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.staff.services.invitations import invite, send_invitation


@transaction.atomic
def welcome(asked: Registration) -> None:
    """In the new clinic, before it opens: its settings, its first Admin, and the mail with the link.

    Account, settings and mail are one transaction, so that a repeat after a crash finds the account and does
    nothing: never a second invitation, never none.
    """
    if User.objects.filter(email=asked.email).exists():
        return
    wishes = {"country": asked.country, "language": asked.language, "time_zone": asked.time_zone}
    save_settings({name: value for name, value in wishes.items() if value})
    owner = invite(email=asked.email, role=ADMIN, full_name=asked.owner_name)
    owner.language = asked.language
    owner.save(update_fields=["language"])
    send_invitation(owner)


def welcome_again(asked: Registration) -> None:
    """The mail once more, with a new link. Raises Conflict before the clinic is open, InvalidData for an owner who
    has a password already."""
    if asked.state != Registration.State.ACTIVE or asked.clinic is None:
        raise Conflict(_("The clinic is not open yet."))
    if asked.clinic.state not in {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}:
        raise Conflict(_("The clinic is closed."))
    with clinic_context(asked.clinic), transaction.atomic():
        owner = User.objects.select_for_update().filter(email=asked.email).first()
        if owner is None:
            raise Conflict(_("The account of the owner is gone. An Admin of the clinic can invite them."))
        send_invitation(owner)


def has_come_in(asked: Registration) -> bool:
    """Whether the owner has set a password; asked in the clinic."""
    with clinic_context(asked.clinic):
        owner = User.objects.filter(email=asked.email).first()
        return owner is not None and owner.has_usable_password()


def ghl_location_of(clinic: Clinic) -> str:
    """The GoHighLevel location that the clinic was asked for with: a proposal for its form, proven by nothing."""
    with platform_schema():
        asked = Registration.objects.filter(clinic=clinic).values_list("ghl_location_id", flat=True).first()
    return asked or ""
