"""By which app at Meta a page is asked: the platform's one, or one that the clinic brought (INTEGRATIONS 3.1)."""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from attribution.meta_leads.words import said_of
from attribution.providers.meta_leads.base import MetaRefused, Trouble
from attribution.providers.meta_leads.client import MetaPages
from comms.services.arriving.secrets import META_APP
from crm.lib.errors import HouseError, InvalidData
from tenants.context import current_clinic
from tenants.services.hosts import platform_address
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Values
from tenants.settings.services import credentials

_ID = re.compile(r"\d{5,25}", re.ASCII)
_OF_AN_APP = "app"  # what Graph calls the app of the key that asks


@dataclass(frozen=True)
class App:
    """`is_own`: the clinic brought it."""

    id: str
    secret: str = field(repr=False)
    is_own: bool = False

    @property
    def named(self) -> str:
        """As a connection notes it; the platform's app may change its id."""
        return self.id if self.is_own else ""


def app_to_connect_with() -> App:
    """The clinic's own, once it has brought one. Its pages are asked by it then."""
    return _own() or _of_platform()


def app_of(noted: str) -> App:
    """Of a connection, by what it noted. A key is good with the app alone that made it: raises MetaRefused when
    the clinic has taken that one away."""
    if not noted:
        return _of_platform()
    own = _own()
    if own is None or own.id != noted:
        raise MetaRefused(Trouble.PROOF, code="app")
    return own


def callback() -> str:
    """Where the app of the current clinic tells of leads: its own secret proves it."""
    return f"{platform_address()}/api/v1/webhooks/meta-leads/{current_clinic().uuid}"


def check(values: Values) -> None:
    if not _ID.fullmatch(values["app_id"]):
        raise InvalidData(_("Some fields are wrong."), fields={"app_id": [_("Digits only, as Meta shows it.")]})


def ask(values: Values) -> None:
    """Whether Meta knows the app by this secret; nothing is changed there. Raises ProviderRefused."""
    app_id = values["app_id"]
    door = MetaPages(settings.META_BASE_URL, f"{app_id}|{values['app_secret']}", app_id, "", _OF_AN_APP)
    try:
        found = door.page()
    except MetaRefused as refused:
        told = said_of(refused.trouble, refused.code)
        is_about_keys = refused.trouble in {Trouble.DEAD_TOKEN, Trouble.PROOF, Trouble.MISSING}
        raise ProviderRefused(_unknown() if is_about_keys else f"{told.what} {told.mend}") from None
    if found.id != app_id:
        raise ProviderRefused(_unknown())


def _unknown() -> str:
    return _("Meta does not know this app by this secret. Copy both again, from the app's basic settings.")


def _own() -> App | None:
    try:
        values = credentials.use(META_APP)
    except HouseError:
        return None
    return App(values["app_id"], values["app_secret"], is_own=True)


def _of_platform() -> App:
    return App(settings.META_APP_ID, settings.META_APP_SECRET)
