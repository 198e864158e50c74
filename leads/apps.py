from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads import checks  # noqa: F401  registers itself
        from leads.cards import register_cards
        from leads.first_actions import register_actions
        from leads.first_steps import register_first_steps
        from leads.models import Identity, Lead, ScoringProfile, Stage, Treatment
        from leads.notices import register_notices
        from leads.permissions import grant_roles
        from leads.services.announce import ANNOUNCE, ANNOUNCE_HELD, announce, announce_held
        from leads.services.inheritance import register_inheritance
        from leads.services.last_lead import last_lead_at
        from leads.services.money import amount_shown
        from leads.services.price_list import names_shown
        from leads.services.scoring import profile_pack
        from leads.services.stages import stage_pack
        from leads.services.taking_back import register_operations
        from leads.services.telling import TELL_AGAIN, tell_again
        from leads.services.treatment_names import treatment_name
        from leads.services.treatments import treatment_pack
        from leads.services.vouching import spent_long_ago
        from leads.triage import register_triage
        from leads.website.registration import register_website
        from leads.website_check import register_website_check
        from leads.words import register_words
        from tenants.audit.registry import trail
        from tenants.desk.access import BY_KEY, CLINIC
        from tenants.desk.access import declare as declare_address
        from tenants.desk.navigation import SETUP, TODAY, navigate
        from tenants.keys.models.api_key import CREATE_LEADS
        from tenants.keys.scopes import scope
        from tenants.live.events import declare
        from tenants.outbox.handlers import register
        from tenants.services.after_migration import after_migration
        from tenants.services.clinic_health import last_lead_from
        from tenants.services.forgetting import forgets
        from tenants.services.provisioning import data_pack

        grant_roles()
        scope(CREATE_LEADS, _("Create leads"))
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
        register_cards()
        register_words()
        register_notices()
        register_website_check()
        register_website()
        register_first_steps()
        register_operations()
        register_inheritance()
        register_actions()
        register_triage()
        data_pack(stage_pack)
        forgets(spent_long_ago, in_clinics=True)
        for pack in (profile_pack, treatment_pack):
            data_pack(pack)
            after_migration(pack, platform=False)
        last_lead_from(last_lead_at)
        declare("lead_created", permission="leads.view_lead")
        declare("arrival_held", permission="leads.change_lead")
        register(ANNOUNCE, announce, repeatable=True, while_suspended=True)
        register(ANNOUNCE_HELD, announce_held, repeatable=True, while_suspended=True)
        register(TELL_AGAIN, tell_again, repeatable=True, while_suspended=True)
        declare_address("lead-intake", BY_KEY)
        declare_address("lead-challenge", BY_KEY)
        declare_address("lead-intake-single", BY_KEY, site=CLINIC)
        page = "admin:leads_lead_changelist"
        navigate(_("Leads"), icon="groups", page=page, permission="leads.view_lead", section=TODAY, order=10)
        page = "admin:leads_treatment_changelist"
        may = "leads.view_treatment"
        navigate(_("Price list"), icon="dentistry", page=page, permission=may, section=SETUP, order=5)
