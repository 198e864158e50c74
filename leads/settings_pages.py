"""What leads let a clinic set."""

from django.utils.translation import gettext_lazy as _


def register_settings() -> None:
    from leads.admin.rules import rules
    from leads.admin.scoring import scoring
    from tenants.settings.registry import settings_page

    settings_page(
        "scoring",
        title=_("Scoring"),
        about=_("What counts for a lead, and from when it is hot"),
        icon="speed",
        view=scoring,
        order=40,
        permission="leads.view_scoringprofile",
        writing="leads.change_scoringprofile",
    )
    settings_page(
        "leads",
        title=_("Rules for leads"),
        about=_("When leads cool, and how often you try to reach them"),
        icon="rule",
        view=rules,
        order=50,
        permission="leads.view_leadrules",
        writing="leads.change_leadrules",
    )
