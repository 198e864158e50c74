"""Stored keys of GoHighLevel make its connector, removed ones end it; a location is one clinic's."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comms.outbound.catalogue import OF_CONTACT
from comms.outbound.models import Connector
from comms.outbound.services.carrying import NO_KEYS
from comms.outbound.services.hearing import forget_listeners
from comms.outbound.services.standing import open_up
from crm.lib.errors import InvalidData
from tenants.context import current_clinic
from tenants.services.registering.welcoming import ghl_location_of
from tenants.services.routes import claim_channel, free_channels
from tenants.settings.kinds import Values

LOCATION = "ghl_location"


def wished_location() -> str:
    """The one that this clinic was asked for with, for a form that is empty; proven by nothing until keys are."""
    return ghl_location_of(current_clinic())


def keep_ghl(values: Values) -> None:
    """Part of the transaction that stores them. Raises InvalidData for a location of another clinic."""
    now, location = timezone.now(), values["location_id"]
    if not claim_channel(LOCATION, location, current_clinic()):
        said = _("Another clinic of this platform uses it. Ask the platform to release it there.")
        raise InvalidData(_("Some fields are wrong."), fields={"location_id": [said]})
    free_channels(LOCATION, current_clinic(), but=location)
    held = Connector.objects.select_for_update(no_key=True).filter(kind=Connector.Kind.GHL).first()
    row = held or Connector(kind=Connector.Kind.GHL, name=Connector.Kind.GHL.label, created_at=now)
    row.address, row.events = location, list(OF_CONTACT)
    open_up(row, now=now)


def drop_ghl() -> None:
    free_channels(LOCATION, current_clinic())
    for row in Connector.objects.select_for_update(no_key=True).filter(kind=Connector.Kind.GHL):
        row.state, row.code = Connector.State.OFF, NO_KEYS
        row.save()
    forget_listeners()
