"""What a column of a file may become: a closed list."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import CustomField
from leads.models.consent import Channel, Purpose
from leads.services.custom import PREFIX
from leads.services.own_names import shown_name

NOT_IMPORTED = ""
CONSENT = "consent."
OWN: Mapping[str, Promise] = {
    "name": _("Full name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "phone2": _("Second phone"),
    "contacts": _("All numbers and mails"),
    "company": _("Company"),
    "country": _("Country"),
    "city": _("City"),
    "language": _("Language"),
    "interest": _("Treatment"),
    "note": _("Note"),
    "source": _("Source"),
    "sub_source": _("Which source"),
    "partner": _("Partner"),
    "stage": _("Stage"),
    "owner": _("Owner"),
    "created": _("Arrived"),
    "last_contact": _("Last contact"),
    "consents": _("Consents"),
    "tags": _("Tags"),
    "do_not_contact": _("Do not contact"),
    "reference": _("Number in the other system"),
    "rating": _("Rating"),
    "reviews": _("Number of reviews"),
    "website": _("Website"),
    "closed": _("Closed for good"),
    "is_test": _("Test"),
}


def targets(custom_fields: Mapping[str, CustomField]) -> dict[str, str]:
    """Code to words for whoever reads. NOT_IMPORTED stands first, fields of the clinic's own last.

    `consent.marketing` is for any way, `consent.marketing.mail` for one.
    """
    found = {NOT_IMPORTED: str(_("Not imported"))} | {code: str(said) for code, said in OWN.items()}
    for purpose in Purpose:
        found[f"{CONSENT}{purpose}"] = _("Consent: %(purpose)s") % {"purpose": purpose.label}
        for channel in Channel:
            said = _("Consent: %(purpose)s, %(way)s") % {"purpose": purpose.label, "way": channel.label}
            found[f"{CONSENT}{purpose}.{channel}"] = said
    return found | {f"{PREFIX}{key}": shown_name(field) for key, field in custom_fields.items()}


def consent_of(target: str) -> tuple[str, str] | None:
    """Purpose and channel of such a target, the channel empty for any; None for another target."""
    if not target.startswith(CONSENT):
        return None
    purpose, _dot, channel = target.removeprefix(CONSENT).partition(".")
    return purpose, channel
