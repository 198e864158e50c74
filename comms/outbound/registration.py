"""What this package tells the floors below when the product starts. Called once, from `apps.ready()`."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.outbound.models import Connector, ContactLink, Delivery
from comms.outbound.receivers import arrived, came_into_stages, moved, put_away, spoke, stopped
from comms.outbound.services.carrying import CREDENTIAL
from comms.outbound.services.connecting import drop_ghl, keep_ghl, wished_location
from comms.outbound.services.delivering import register_delivering
from comms.outbound.services.forgetting import told_long_ago
from comms.outbound.words import NOT_THERE, sentence
from comms.providers.base import Refused
from comms.providers.gohighlevel.client import GoHighLevel
from comms.signals import patient_spoke
from crm.lib.errors import InvalidData, ProviderError
from leads.merging import merges
from leads.person_data import holds_person_data
from leads.signals import contact_stopped, lead_received, leads_moved, leads_put_away, stage_changed
from tenants.audit.registry import trail, words
from tenants.services.forgetting import forgets
from tenants.services.sealing import seals
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Field, Values, credential_kind, follow

_LOCATION = re.compile(r"[A-Za-z0-9]{10,64}", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_TOKEN = re.compile(r"pit-[A-Za-z0-9-]{8,200}", re.ASCII)


def register_rows() -> None:
    trail(Connector, secret=["sealed"], leave_out=["failures", "failing_since", "paused_until"])
    merges(Delivery)
    merges(ContactLink, but_for=("location_id",))
    holds_person_data(Delivery, "event", "about", "state", "detail", "created_at")
    holds_person_data(ContactLink, "location_id", "contact_id", "linked_at")
    seals(Connector, "sealed", in_clinics=True)
    forgets(told_long_ago, in_clinics=True)
    words(
        {
            "connector.stopped": gettext_lazy("told %(thing)s nothing more"),
            "delivery.again": gettext_lazy("had %(thing)s told once more"),
            "delivery.all_again": gettext_lazy("had all failed deliveries told once more"),
        }
    )


def register_work() -> None:
    register_delivering()
    lead_received.connect("outbound.arrived", arrived)
    stage_changed.connect("outbound.moved", moved)
    leads_moved.connect("outbound.moved", came_into_stages)
    leads_put_away.connect("outbound.archived", put_away)
    contact_stopped.connect("outbound.stopped", stopped)
    patient_spoke.connect("outbound.spoke", spoke)


def register_connectors() -> None:
    credential_kind(
        CREDENTIAL,
        title="GoHighLevel",
        about=gettext_lazy("New leads become contacts of your location there; tags that it has stay."),
        icon="sync_alt",
        fields=(
            Field(
                "location_id",
                gettext_lazy("Location ID"),
                binds=True,
                help=gettext_lazy("From Settings, Business Profile."),
                initial=wished_location,
            ),
            Field(
                "token",
                gettext_lazy("Private Integration token"),
                secret=True,
                help=gettext_lazy("From Settings, Private Integrations, with the right to view and edit contacts."),
            ),
        ),
        check=_check,
        test=_test,
        works=gettext_lazy("It works: GoHighLevel knows the token and the location. Nobody was written there."),
    )
    follow(CREDENTIAL, stored=keep_ghl, removed=drop_ghl)


def _check(values: Values) -> None:
    wrong = {}
    if not _LOCATION.fullmatch(values["location_id"]):
        wrong["location_id"] = [_("Letters and digits only, as GoHighLevel shows it.")]
    if not _TOKEN.fullmatch(values["token"]):
        wrong["token"] = [_why_no_token(values["token"])]
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)


def _why_no_token(text: str) -> str:
    """A location's key of the first API was a JWT, and a bare UUID before that."""
    if text.startswith("eyJ") or _UUID.fullmatch(text):
        return _("This is a key of GoHighLevel's old API, which has ended: create a Private Integration token.")
    return _("A Private Integration token begins with pit-.")


def _test(values: Values) -> None:
    try:
        GoHighLevel(values["location_id"], values["token"], base=settings.GHL_API_BASE_URL).try_out()
    except Refused as refused:
        raise ProviderRefused(sentence(refused.code)) from None
    except ProviderError:
        raise ProviderRefused(str(NOT_THERE)) from None
