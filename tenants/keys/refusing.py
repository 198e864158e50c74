"""A key where staff's programs log in: it opens nothing there, and hears what it is for (H:L1)."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, NotAllowed, NotKnown
from tenants.keys.services.check import check_key


def refusal_of(request: HttpRequest) -> HouseError:
    """Why this stranger gets no answer: 401 without a key or with an unknown one, 403 with any that is known."""
    header = request.headers.get("X-API-Key")
    if header is None:
        return NotKnown(_("Log in first."))
    try:
        check_key(header, origin=request.headers.get("Origin", ""))
    except HouseError as refused:
        return refused
    return NotAllowed("This key may only create leads.")
