from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads.permissions import grant_roles
        from leads.services.announce import ANNOUNCE, announce
        from leads.services.stages import stage_pack
        from tenants.live.events import declare
        from tenants.outbox.handlers import register
        from tenants.services.provisioning import data_pack

        grant_roles()
        data_pack(stage_pack)
        declare("lead_created", permission="leads.view_lead")
        register(ANNOUNCE, announce, repeatable=True, while_suspended=True)
