"""From a workspace's name to the address where its people log in."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from tenants.models import Clinic
from tenants.services import hosts


def login_address(workspace: str) -> str:
    """The clinic's own login page. Raises InvalidData for a name that no served clinic has."""
    clinic = Clinic.objects.served().filter(slug=workspace.strip().lower()).first()
    if clinic is None:
        raise InvalidData(_("No clinic has this name here. Look for it in your invitation."))
    return hosts.address_of(clinic) + reverse("admin:login", urlconf="crm.urls_clinic")
