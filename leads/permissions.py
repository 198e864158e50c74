"""Who may do what with leads (F:T4). Scope, own or all, is `visible_to` and comes on top."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "leads.view_lead": _("See leads"),
    "leads.change_lead": _("Change, give, move and archive leads"),
    "leads.export_lead": _("Download leads as a file"),
    "leads.view_export": _("See who downloaded leads, and when"),
    "leads.delete_lead": _("Delete leads for good"),
    "leads.import_lead": _("Bring lists of leads from files, and take that back"),
    "leads.import_any": _("See the lists that anybody brought"),
    "leads.view_suppression": _("See who asked us to stop"),
    "leads.lift_suppression": _("Lift a stop when somebody wants to hear from you again"),
    "leads.view_partner": _("See partners"),
    "leads.add_partner": _("Add partners"),
    "leads.change_partner": _("Change partners and say who works for them"),
    "leads.view_leadpayload": _("See arrivals as they came, and have them read again"),
    "leads.view_likelypair": _("Look through all leads for duplicates"),
    "leads.view_stage": _("See the stages"),
    "leads.change_stage": _("Change the stages, and what a patient is made of"),
    "leads.view_treatment": _("See the price list"),
    "leads.add_treatment": _("Add to the price list"),
    "leads.change_treatment": _("Change the price list"),
    "leads.view_tag": _("See the list of tags"),
    "leads.add_tag": _("Add to the list of tags"),
    "leads.change_tag": _("Rename and colour tags"),
    "leads.delete_tag": _("Delete tags"),
    "leads.view_customfield": _("See the clinic's own fields"),
    "leads.add_customfield": _("Add fields of the clinic's own"),
    "leads.change_customfield": _("Change the clinic's own fields"),
    "leads.view_scoringprofile": _("See how leads are scored"),
    "leads.change_scoringprofile": _("Change how leads are scored"),
    "leads.view_leadrules": _("See the rules for leads"),
    "leads.change_leadrules": _("Change the rules for leads"),
}


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_lead"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["leads.change_lead"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["leads.view_leadpayload", "leads.view_likelypair"])
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_treatment"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["leads.add_treatment", "leads.change_treatment"])
        roles.grant(role, ["leads.view_stage", "leads.change_stage"])
        roles.grant(role, ["leads.view_tag", "leads.add_tag", "leads.change_tag", "leads.delete_tag"])
        roles.grant(role, ["leads.view_customfield", "leads.add_customfield", "leads.change_customfield"])
        roles.grant(role, ["leads.view_scoringprofile", "leads.change_scoringprofile"])
        roles.grant(role, ["leads.view_leadrules", "leads.change_leadrules"])
        roles.grant(role, ["leads.view_suppression", "leads.lift_suppression"])
        roles.grant(role, ["leads.view_partner"])
        roles.grant(role, ["leads.export_lead", "leads.import_lead"])
    roles.grant(
        roles.ADMIN, ["leads.add_partner", "leads.change_partner", "leads.view_export", "leads.delete_lead"]
    )
    roles.grant(roles.ADMIN, ["leads.import_any"])
    roles.explain(_("Leads"), WORDS)
