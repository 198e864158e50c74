"""What leads tell the floors below when the product starts, by subject. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from leads.models import Identity, Lead, ScoringProfile, Stage, Treatment
from leads.services.announce import ANNOUNCE, ANNOUNCE_HELD, announce, announce_held
from leads.services.last_lead import last_lead_at
from leads.services.money import amount_shown
from leads.services.price_list import names_shown
from leads.services.scoring import profile_pack
from leads.services.stages import stage_pack
from leads.services.telling import TELL_AGAIN, tell_again
from leads.services.treatment_names import treatment_name
from leads.services.treatments import treatment_pack
from leads.services.vouching import spent_long_ago
from tenants.audit.registry import trail
from tenants.desk import access
from tenants.desk.navigation import SETUP, TODAY, navigate
from tenants.keys.models.api_key import CREATE_LEADS
from tenants.keys.scopes import scope
from tenants.live import events
from tenants.outbox.handlers import register
from tenants.services.after_migration import after_migration
from tenants.services.clinic_health import last_lead_from
from tenants.services.forgetting import forgets
from tenants.services.provisioning import data_pack


def register_trail() -> None:
    trail(Lead, leave_out=["last_arrival_at", "score_breakdown", "profile_version"])
    trail(Stage)
    trail(Identity)
    trail(
        Treatment,
        leave_out=["position"],
        shown={"price_from": amount_shown, "price_to": amount_shown, "names": names_shown},
        called=treatment_name,
    )
    trail(ScoringProfile)


def register_packs() -> None:
    """What a new clinic begins with; score and prices reach the clinics that were there, too."""
    data_pack(stage_pack)
    for pack in (profile_pack, treatment_pack):
        data_pack(pack)
        after_migration(pack, platform=False)


def register_work() -> None:
    """Live events, the jobs behind them, and what is forgotten and asked for clinic by clinic."""
    events.declare("lead_created", permission="leads.view_lead")
    events.declare("arrival_held", permission="leads.change_lead")
    for kind, do in ((ANNOUNCE, announce), (ANNOUNCE_HELD, announce_held), (TELL_AGAIN, tell_again)):
        register(kind, do, repeatable=True, while_suspended=True)
    forgets(spent_long_ago, in_clinics=True)
    last_lead_from(last_lead_at)


def register_doors() -> None:
    """The addresses of programs, and what their keys may."""
    scope(CREATE_LEADS, _("Create leads"))
    access.declare("lead-intake", access.BY_KEY)
    access.declare("lead-challenge", access.BY_KEY)
    access.declare("lead-intake-single", access.BY_KEY, site=access.CLINIC)


def register_places() -> None:
    """Where the side bar leads."""
    leads, prices = "admin:leads_lead_changelist", "admin:leads_treatment_changelist"
    navigate(_("Leads"), icon="groups", page=leads, permission="leads.view_lead", section=TODAY, order=10)
    may = "leads.view_treatment"
    navigate(_("Price list"), icon="dentistry", page=prices, permission=may, section=SETUP, order=5)
