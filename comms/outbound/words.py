"""Why another system was not told, in a sentence that says what to do. Never that system's own words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

AWAY = _("No answer came in time.")
NOT_THERE = _("GoHighLevel did not answer. Try again in a minute.")
SENTENCES: Mapping[str, Any] = {
    "away": AWAY,
    "died": _("Our own process ended in the middle. It is told again by itself where that does no harm."),
    "broke": _("Something of ours broke. Tell the platform; the time of the try is enough."),
    "lost": _("No whole answer came: nobody can tell whether the tags are there."),
    "removed": _("The system was removed before it was told."),
    "inside": _("Its name leads into our own network. Enter a public address."),
    "no_address": _("This is no https address. Remove it and add another."),
    "too_long": _("It answers with more than 64 KB. A short 200 is enough."),
    "gone": _("It said that nobody is there any more (410)."),
    "failing": _("It has failed for five days."),
    "no_keys": _("There are no keys. The Admin enters them under Integrations."),
    "no_way": _("This lead has no mail and no number yet: GoHighLevel could not tell who it is."),
    "two_contacts": _(
        "GoHighLevel has one contact with this mail and another with this number. Merge them there, then try again."
    ),
    "key": _("The token holds signs that no token has. Enter it again."),
    "HTTP 429": _("It says that it is too much at once. It is told again a little later."),
    "HTTP 404": _("There is no such page or contact there."),
}
OF_GHL: Mapping[str, Any] = {
    "HTTP 401": _("The token is wrong or has expired. Create a Private Integration token and enter it here."),
    "HTTP 403": _("The token is not of this location. Create one in the location itself, and check its id."),
    "HTTP 422": _("GoHighLevel does not take this contact as it is."),
}
_REDIRECTED = _("It leads elsewhere, and nobody follows. Enter the address that it leads to.")
_REFUSED = _("It answered with %(code)s.")
REDIRECTS = frozenset({"301", "302", "303", "307", "308"})


def sentence(code: str, *, is_own: bool = False) -> str:
    """In the language of who is reading; nothing for no code. `is_own`: an own system said it, not GoHighLevel."""
    if not code:
        return ""
    if code.removeprefix("HTTP ") in REDIRECTS:
        return str(_REDIRECTED)
    said = SENTENCES.get(code) or (None if is_own else OF_GHL.get(code))
    return str(said) if said else str(_REFUSED) % {"code": code}
