"""Who may do what with conversations (F:T4). Whose they are is `visible_to`, and comes on top."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "comms.view_conversation": _("Read conversations"),
    "comms.change_conversation": _("Write to patients, snooze and label conversations"),
    "comms.view_template": _("See templates"),
    "comms.add_template": _("Write new templates"),
    "comms.change_template": _("Change and archive templates"),
    "comms.view_account": _("See the accounts that messages go through"),
    "comms.change_account": _("Switch accounts off and on again"),
    "comms.send_many": _("Send a template to many at once"),
}
READERS = (roles.ADMIN, roles.MANAGER, roles.AGENT, roles.READ_ONLY)


def grant_roles() -> None:
    for role in READERS:
        roles.grant(role, ["comms.view_conversation"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["comms.change_conversation"])
    for role in roles.ROLES:
        roles.grant(role, ["comms.view_template"])
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, ["comms.add_template", "comms.change_template"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["comms.view_account", "comms.send_many"])
    roles.grant(roles.ADMIN, ["comms.change_account"])
    roles.explain(_("Conversations"), WORDS)
