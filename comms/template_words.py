"""What WhatsApp says of a template, in words for whoever keeps it (INTEGRATIONS 4.2; Meta's lists of reasons)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.models import TemplateText

OF_REASON: Mapping[str, Any] = {
    "FIRST_PAUSE": _("Patients complained about it: it rests for three hours."),
    "SECOND_PAUSE": _("Patients complained about it again: it rests for six hours."),
    "RATE_LIMITING_PAUSE": _("It went to too many people at once: it rests for a while."),
    "DISABLED": _("Patients complained about it three times: it is switched off for good."),
    "DELETED": _("It was deleted at WhatsApp."),
    "ABUSIVE_CONTENT": _("WhatsApp finds its words offensive."),
    "SCAM": _("WhatsApp takes it for a fraud."),
    "INVALID_FORMAT": _("Its places or its form are not as WhatsApp wants them."),
    "PROMOTIONAL": _("It is an offer and was not called one."),
    "TAG_CONTENT_MISMATCH": _("Its words do not fit its category or language."),
    "INCORRECT_CATEGORY": _("Its words do not fit its category or language."),
}


def reason_said(text: TemplateText) -> str:
    """Theirs where we have no words for it."""
    return str(OF_REASON.get(text.reason, text.reason))


def approval_said(text: TemplateText) -> str:
    """What the provider says of it, and why."""
    return f"{text.get_approval_display()}. {reason_said(text)}".strip()
