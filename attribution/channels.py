"""Where people come from, as the product calls it: the first level of each clinic's tree of campaigns."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

GOOGLE_ADS, META_ADS, META_PAGES, TIKTOK = "google_ads", "meta_ads", "meta_pages", "tiktok"
OTHER_ADS, SEARCH, SOCIAL, MAIL, MESSAGES = "other_ads", "search", "social", "mail", "messages"
SITES, REFERRALS, DIRECT, OTHER = "sites", "referrals", "direct", "other"

CHANNELS: Mapping[str, Any] = {
    GOOGLE_ADS: _("Google Ads"),
    META_ADS: _("Meta ads"),
    META_PAGES: _("Facebook and Instagram"),
    TIKTOK: _("TikTok"),
    OTHER_ADS: _("Other adverts"),
    SEARCH: _("Search engines"),
    SOCIAL: _("Social networks"),
    MAIL: _("E-mail"),
    MESSAGES: _("Our own messages"),
    SITES: _("Other websites"),
    REFERRALS: _("Referrals"),
    DIRECT: _("Direct"),
    OTHER: _("Something else"),
}
