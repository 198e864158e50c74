"""The ways that colleagues may choose, and in words what each costs. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.services.to_staff.bringing import bring_by_sms, bring_by_whatsapp, why_no_sms, why_no_whatsapp
from tenants.notices.carriers import carrier


def register_carriers() -> None:
    carrier(
        "sms",
        bring_by_sms,
        label=_("By SMS"),
        cost=_(
            "Each one costs the clinic an SMS to your country, at the price of its Twilio account; two where the "
            "words have letters like ğ or ë."
        ),
        why_not=why_no_sms,
    )
    carrier(
        "whatsapp",
        bring_by_whatsapp,
        label=_("By WhatsApp"),
        cost=_("Each one costs the clinic a template message, at WhatsApp's price for your country."),
        why_not=why_no_whatsapp,
    )
