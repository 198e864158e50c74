"""How a profile scores, in words: the page explains the method from what is in use, not from what we remember."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from leads.models import ScoringProfile
from leads.services.scoring.presets import PRESETS


class Counted(NamedTuple):
    """What counts, and how it is counted."""

    name: Any
    how: Any


# In the order of the page; a factor that a floor above registers is called by its key.
COUNTED = {
    "contact_info": Counted(
        _("Ways to reach them"), _("A valid phone, a valid mail, both names, country or language")
    ),
    "freshness": Counted(_("Wrote lately"), _("All of it for an hour, less after a day, 3 and 7 days")),
    "service": Counted(_("What they ask for"), _("A treatment of your price list; less for their own words")),
    "engagement": Counted(_("Replies"), _("A third for each time they write again or open a link")),
    "lead_age": Counted(_("New here"), _("All of it for 7 days, half until the 30th")),
    "source": Counted(
        _("Where they come from"), _("Most for a referral, then website, Facebook and Instagram, WhatsApp")
    ),
    "company": Counted(_("Company"), _("Names the company they work for")),
    "business_email": Counted(_("Company mail"), _("Writes from an address that is not a free mailbox")),
    "tags": Counted(_("Tags of high value"), _("One of: enterprise, hot, urgent")),
    "photos_sent": Counted(_("Photos or x-rays"), _("Sent at least one")),
    "travel_date_known": Counted(_("Travel month"), _("Said when they could come")),
    "quote_opened": Counted(_("Quotes"), _("Opened a quote")),
    "response_time": Counted(_("Answers quickly"), _("All of it within an hour, less within a day, 3 and 7 days")),
    "inbound_replies": Counted(_("Writes again"), _("A third for each time they write again")),
    "google_rating": Counted(_("Rating on Google"), _("Of a practice: all of it from 4.5 of 5")),
    "website_presence": Counted(_("Website"), _("Of a practice: has one")),
}


def counted(key: str) -> Counted:
    return COUNTED.get(key, Counted(key, ""))


def profile_name(row: ScoringProfile) -> str:
    """In the reader's language where it is one of ours."""
    return str(PRESETS[row.preset].name) if row.preset in PRESETS else row.name
