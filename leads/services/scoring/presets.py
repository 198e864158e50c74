"""The four profiles that ship with the product (F:0.1), as data. Golden tests hold each to the point."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.services.scoring.profile import Factor, Profile

# Preset 4 is the five factors of formula B (30, 20, 25, 15, 10), the source of formula C scaled to 10, and 5 each
# for photos, a travel month and an opened quote: 125 together. Re-normalised to 100 each weight is 4/5 of that, and
# all nine are whole numbers. Within a factor steps keep their proportions; what is no whole number rounds half up.
FIVE = {"contact_info": 30, "freshness": 20, "service": 25, "engagement": 15, "lead_age": 10}
DENTAL = {
    "contact_info": 24,
    "freshness": 16,
    "service": 20,
    "engagement": 12,
    "lead_age": 8,
    "source": 8,
    "photos_sent": 4,
    "travel_date_known": 4,
    "quote_opened": 4,
}


@dataclass(frozen=True)
class Preset:
    key: str
    name: Any
    base: int
    weights: dict[str, int]

    def profile(self, *, version: int = 0) -> Profile:
        return Profile(tuple(Factor(key, most) for key, most in self.weights.items()), version, self.base)

    def rows(self) -> list[dict[str, Any]]:
        """The JSON of `ScoringProfile.factors`."""
        return [{"key": key, "most": most, "params": {}} for key, most in self.weights.items()]


_ALL = (
    Preset(
        "source_quality",
        _("Source and company"),
        50,
        {"source": 20, "company": 10, "business_email": 10, "tags": 15},
    ),
    Preset("meta_five_factor", _("Five factors"), 0, FIVE),
    Preset(
        "reactivation",
        _("Writing to practices"),
        0,
        {"google_rating": 25, "website_presence": 15, "engagement": 35, "response_time": 25},
    ),
    Preset("dental_tourism", _("Dental tourism"), 0, DENTAL),
)
PRESETS = {preset.key: preset for preset in _ALL}
DEFAULT = PRESETS["dental_tourism"]
