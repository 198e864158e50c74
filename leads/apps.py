from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads import checks  # noqa: F401  checks register themselves

        self._register_rows()
        self._register_pages()

    def _register_rows(self) -> None:
        """Rights, trail, packs, jobs and what can be taken back."""
        from leads import registration
        from leads.cards import register_cards
        from leads.first_steps import register_first_steps
        from leads.importing import register_importing
        from leads.notices import register_notices
        from leads.permissions import grant_roles
        from leads.record import register_record
        from leads.services.inheritance import register_inheritance
        from leads.services.merging_leads import register_merging
        from leads.services.taking_back import register_operations
        from leads.website.registration import register_website
        from leads.website_check import register_website_check
        from leads.what_hangs_on_leads import register_what_hangs_on_leads
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
        register_record()
        register_merging()
        register_what_hangs_on_leads()
        register_inheritance()
        register_importing()

    def _register_pages(self) -> None:
        """What people do to leads, and where."""
        from leads.board_pages import register_board
        from leads.bulk_pages import register_bulk
        from leads.exporting import register_exporting
        from leads.finding import register_finding
        from leads.first_actions import register_actions
        from leads.import_pages import register_import_pages
        from leads.list_files import register_list_files
        from leads.settings_pages import register_settings
        from leads.sharing import register_sharing
        from leads.stage_pages import register_stage_pages
        from leads.triage import register_triage

        register_actions()
        register_bulk()
        register_stage_pages()
        register_board()
        register_triage()
        register_settings()
        register_sharing()
        register_finding()
        register_exporting()
        register_list_files()
        register_import_pages()
