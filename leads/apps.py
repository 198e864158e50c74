from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads.cards import register_cards
        from leads.first_actions import register_actions
        from leads.models import Identity, Lead, Stage
        from leads.notices import register_notices
        from leads.permissions import grant_roles
        from leads.services.announce import ANNOUNCE, announce
        from leads.services.inheritance import register_inheritance
        from leads.services.last_lead import last_lead_at
        from leads.services.stages import stage_pack
        from leads.services.taking_back import register_operations
        from leads.words import register_words
        from tenants.audit.registry import trail
        from tenants.desk.access import BY_KEY, CLINIC
        from tenants.desk.access import declare as declare_address
        from tenants.desk.navigation import TODAY, navigate
        from tenants.live.events import declare
        from tenants.outbox.handlers import register
        from tenants.services.clinic_health import last_lead_from
        from tenants.services.provisioning import data_pack

        grant_roles()
        trail(Lead, leave_out=["last_arrival_at"])
        trail(Stage)
        trail(Identity)
        register_cards()
        register_words()
        register_notices()
        register_operations()
        register_inheritance()
        register_actions()
        data_pack(stage_pack)
        last_lead_from(last_lead_at)
        declare("lead_created", permission="leads.view_lead")
        register(ANNOUNCE, announce, repeatable=True, while_suspended=True)
        declare_address("lead-intake", BY_KEY)
        declare_address("lead-intake-single", BY_KEY, site=CLINIC)
        page = "admin:leads_lead_changelist"
        navigate(_("Leads"), icon="groups", page=page, permission="leads.view_lead", section=TODAY, order=10)
