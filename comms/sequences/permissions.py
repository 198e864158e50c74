"""Who may do what with sequences (F:T4)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "sequences.view_sequence": _("See sequences and their results"),
    "sequences.add_sequence": _("Make new sequences"),
    "sequences.change_sequence": _("Change and archive sequences and their rules"),
    "sequences.activate_sequence": _("Start, pause and go on with sequences"),
    "sequences.enrol_lead": _("Put leads into a sequence and take them out"),
}
MAKERS = ("sequences.add_sequence", "sequences.change_sequence")


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["sequences.view_sequence"])
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, MAKERS)
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["sequences.activate_sequence"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["sequences.enrol_lead"])
    roles.explain(_("Sequences"), WORDS)
