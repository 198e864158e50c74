"""What conversions tell the floors below when the product starts. Called once, from `apps.ready()`."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.models import ConversionEvent, ConversionRules
from attribution.conversions.services.demo import fill_conversions
from attribution.conversions.services.exporting import LARGE
from attribution.conversions.services.noting import note_conversions
from attribution.conversions.services.owing import owe, too_old
from leads.demo_parts import demo_part
from leads.merging import merges
from leads.person_data import holds_person_data
from leads.signals import leads_erased, stage_changed
from tenants.audit.registry import trail, words
from tenants.notices.registry import notice_kind
from tenants.services.forgetting import forgets


def register_rows() -> None:
    """Of a merge what came of the journey goes along, as far as the survivor has none of the kind; what came of
    earlier ones stays with its number, and is in no file. Lines of files go with their conversion."""
    trail(ConversionRules, secret=["fetch_hash"])
    merges(ConversionEvent, but_for=("kind",), enquiry=True, staying=~Q(enquiry=F("lead__enquiry")))
    holds_person_data(ConversionEvent, "kind", "occurred_at", "click_kind", "click_id")
    words({"conversions.exported": _("made a file of conversions"), "conversions.fetched": _("fetched %(thing)s")})


def register_work() -> None:
    stage_changed.connect("conversions.note", note_conversions)
    leads_erased.connect("conversions.owe", owe)
    forgets(too_old, in_clinics=True)
    demo_part("conversions", fill_conversions)
    notice_kind(
        LARGE,
        label=_("A colleague makes a large file of conversions"),
        title=_("%(who)s made a file of %(number)s conversions"),
        icon="download",
        mail=True,
    )
