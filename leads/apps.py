from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads import checks, registration  # noqa: F401  checks register themselves
        from leads.cards import register_cards
        from leads.first_actions import register_actions
        from leads.first_steps import register_first_steps
        from leads.notices import register_notices
        from leads.permissions import grant_roles
        from leads.services.inheritance import register_inheritance
        from leads.services.taking_back import register_operations
        from leads.triage import register_triage
        from leads.website.registration import register_website
        from leads.website_check import register_website_check
        from leads.words import register_words

        grant_roles()
        registration.register_trail()
        registration.register_packs()
        registration.register_work()
        registration.register_doors()
        registration.register_places()
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
