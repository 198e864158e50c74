"""Where the accounts stand on the desk that messages go through."""

from django.utils.translation import gettext_lazy as _

from comms.admin.accounts import accounts, switch
from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page

SEE, CHANGE = "comms.view_account", "comms.change_account"


def register_account_pages() -> None:
    title = _("Accounts")
    register_page("comms/accounts/", accounts, name="comms_accounts", title=title, permission=SEE, methods=("GET",))
    register_page(
        "comms/accounts/<int:account_id>/switch/", switch, name="comms_account_switch", title=title,
        permission=CHANGE, methods=("POST",),
    )  # fmt: skip
    navigate(title, icon="forum", page="admin:comms_accounts", permission=SEE, section=SETUP, order=9)
