"""The templates of a demo clinic as the simulator has decided about them, and what stands in their places."""

from collections.abc import Mapping
from datetime import datetime

from comms.models import TemplateText
from comms.providers.whatsapp.templates import known
from comms.services.demo_approved import approved_templates
from comms.services.placeholders.values import Known
from comms.services.templates.choosing import text_for
from comms.services.templates.keeping import keep_places
from comms.services.templates.rendering import Rendered, is_approved, render
from comms.services.templates.syncing import keep_in_step
from leads.models import Lead

GREETING, AGAIN = "welcome", "follow_up"
PLACES = {
    GREETING: ["first_name", "clinic_name"],
    AGAIN: ["first_name"],
    "photo_reminder": ["first_name"],
    "autumn_offer": ["first_name"],
}


def keep_templates(*, now: datetime) -> None:
    """As after the first look at the provider; of one nobody has said yet what stands in its places."""
    keep_in_step([known(entry) for entry in approved_templates()], now=now)
    for text in TemplateText.objects.filter(provider_name__in=PLACES):
        if not all(text.places):
            keep_places(text.pk, PLACES[text.provider_name])


class Openers:
    """What opens a talk whose window is closed, filled for some leads."""

    def __init__(self, leads: list[int]):
        self._values = Known(leads, by=None)
        self._texts: dict[str, list[TemplateText]] = {}
        for text in TemplateText.objects.filter(provider_name__in=PLACES).select_related("template"):
            if is_approved(text):
                self._texts.setdefault(text.provider_name, []).append(text)

    def of(self, lead: Lead, name: str) -> Rendered:
        """In their language, else in English, as any template."""
        text = text_for(self._texts[name], lead.language)
        values: Mapping[str, str] = self._values.of(lead.pk, text.language)
        return render(text, values)
