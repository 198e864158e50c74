"""What this package tells the floors below when the product starts. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.models import Connection, InstantLead, Trouble
from attribution.meta_leads.services.arriving import PROVIDER
from attribution.meta_leads.services.backfilling import register_backfilling
from attribution.meta_leads.services.fetching import register_fetching
from attribution.meta_leads.services.knowing import LOOK, read_event
from attribution.meta_leads.services.troubles import KEPT
from leads.merging import merges
from leads.person_data import holds_person_data
from tenants.audit.registry import trail, words
from tenants.inbound.readers import reads
from tenants.services.due import works_in_every_clinic
from tenants.services.forgetting import forgets
from tenants.services.sealing import seals

# Changes by itself, at each look.
_BY_ITSELF = [
    *("state", "is_red", "failures", "told_at", "trouble", "rests_until", "warned_at", "lacks", "is_subscribed"),
    *("last_fetch_at", "next_look_at", "expires_at", "data_expires_at", "ending"),
]


def register_rows() -> None:
    trail(Connection, secret=["sealed"], leave_out=_BY_ITSELF)
    merges(InstantLead)
    holds_person_data(InstantLead, "leadgen_id", "filled_at", "state")
    seals(Connection, "sealed", in_clinics=True)
    forgets(lambda now: Trouble.objects.filter(at__lt=now - KEPT), in_clinics=True)
    words({"meta.disconnected": _("took %(thing)s away from Meta lead ads")})
    words({"meta_form.chosen": _("said what the questions of %(thing)s mean")})


def register_work() -> None:
    reads(PROVIDER, read_event)
    register_fetching()
    register_backfilling()
    works_in_every_clinic(LOOK)
