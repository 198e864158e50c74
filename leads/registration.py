"""What leads tell the floors below when the product starts, by subject. Called once, from `apps.ready()`."""

from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.models import (
    AssignmentRule,
    CustomField,
    Identity,
    Lead,
    LeadRules,
    Partner,
    Patient,
    ScoringProfile,
    SharingRules,
    Stage,
    Tag,
    Treatment,
)
from leads.services.announce import ANNOUNCE, ANNOUNCE_HELD, announce, announce_held
from leads.services.announce_changes import EVENT, announce_changed
from leads.services.answering.pack import waits_pack
from leads.services.consent.pack import stops_pack
from leads.services.duplicates.looking import LOOK, look
from leads.services.finding.words import words_pack
from leads.services.last_lead import last_lead_at
from leads.services.money import amount_shown
from leads.services.moving.announcing import TELL_STAGE_AGAIN, tell_stage_again
from leads.services.news.asking import TELL_HOT, TELL_MOVED
from leads.services.news.hot import tell_hot
from leads.services.news.moves import tell_moved
from leads.services.partners import named_to
from leads.services.price_list import names_shown
from leads.services.rules import rules_pack
from leads.services.scoring import profile_pack
from leads.services.scoring.recalculating import RECALCULATE, recalculate
from leads.services.sharing.rules import sharing_pack
from leads.services.sharing.telling import TELL, tell_new_owner
from leads.services.stage_names import stage_name
from leads.services.stages import dressed_stages, stage_pack
from leads.services.telling import TELL_AGAIN, tell_again
from leads.services.treatment_names import treatment_name
from leads.services.treatments import treatment_pack
from leads.services.vouching import spent_long_ago
from leads.tasks import AGE, COOL, MORNING
from tenants.audit.listening import listens
from tenants.audit.registry import trail
from tenants.desk import access
from tenants.desk.navigation import CLINIC, SETUP, TODAY, navigate
from tenants.keys.models.api_key import CREATE_LEADS
from tenants.keys.scopes import scope
from tenants.live import events
from tenants.outbox.handlers import register
from tenants.services.after_migration import after_migration
from tenants.services.clinic_health import last_lead_from
from tenants.services.due import works_in_every_clinic
from tenants.services.forgetting import forgets
from tenants.services.provisioning import data_pack


def register_trail() -> None:
    trail(
        Lead,
        leave_out=[
            "answer_due_at",
            "last_arrival_at",
            "score_breakdown",
            "profile_version",
            "stage_since",
            "conversion_probability",
        ],
        seen=Lead.objects.visible_to,
    )
    trail(Stage, leave_out=["position"], shown={"names": names_shown}, called=stage_name)
    trail(Identity)
    trail(
        Treatment,
        leave_out=["position"],
        shown={"price_from": amount_shown, "price_to": amount_shown, "names": names_shown},
        called=treatment_name,
    )
    trail(ScoringProfile)
    trail(Partner, many=["members"], seen=named_to)
    for model in (AssignmentRule, CustomField, LeadRules, Patient, SharingRules, Tag):
        trail(model)


def register_packs() -> None:
    """What a new clinic begins with; score and prices reach the clinics that were there, too."""
    data_pack(stage_pack)
    after_migration(dressed_stages, platform=False)
    for pack in (profile_pack, treatment_pack, rules_pack, sharing_pack):
        data_pack(pack)
        after_migration(pack, platform=False)
    after_migration(waits_pack, platform=False)
    after_migration(words_pack, platform=False)
    after_migration(stops_pack, platform=False)


def _as_of_now(tell: Callable[..., None]) -> Callable[[Mapping[str, object]], None]:
    return lambda told: tell(told, now=timezone.now())


def register_work() -> None:
    """Live events, the jobs behind them, and what is forgotten and asked for clinic by clinic."""
    events.declare("lead_created", permission="leads.view_lead")
    events.declare(EVENT, permission="leads.view_lead")
    listens(Lead, announce_changed)
    events.declare("arrival_held", permission="leads.change_lead")
    for kind, do in (
        (ANNOUNCE, _as_of_now(announce)),
        (ANNOUNCE_HELD, announce_held),
        (TELL_AGAIN, tell_again),
        (TELL_STAGE_AGAIN, tell_stage_again),
        (RECALCULATE, recalculate),
        (TELL, _as_of_now(tell_new_owner)),
        (TELL_HOT, _as_of_now(tell_hot)),
        (TELL_MOVED, tell_moved),
        (LOOK, look),
    ):
        register(kind, do, repeatable=True, while_suspended=True)
    forgets(spent_long_ago, in_clinics=True)
    for task in (COOL, AGE, MORNING):
        works_in_every_clinic(task)
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
    partners, may = "admin:leads_partner_changelist", "leads.view_partner"
    navigate(_("Partners"), icon="handshake", page=partners, permission=may, section=SETUP, order=6)
    same, may = "admin:duplicates", "leads.view_likelypair"
    navigate(_("Duplicates"), icon="compare_arrows", page=same, permission=may, section=CLINIC, order=62)
    may = "leads.view_suppression"
    navigate(_("Stops"), icon="do_not_disturb_on", page="admin:stops", permission=may, section=SETUP, order=7)
