"""Making keys of the current clinic. Each raises InvalidData before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData
from tenants.context import current_clinic
from tenants.keys.models import ApiKey
from tenants.keys.models.api_key import PER_HOUR
from tenants.keys.services.fields import read_name, read_origins, read_per_hour
from tenants.keys.services.texts import ROUTE, digest, new_route, new_text
from tenants.models import Clinic
from tenants.services.routes import claim_key_route


@dataclass(frozen=True)
class Issued:
    """A key's row, and the text that is seen this once."""

    key: ApiKey
    text: str


def issue_key(*, kind: str, origins: Sequence[str] | None = None, name: str = "", per_hour: int = PER_HOUR) -> str:
    """The text of a new key; of a secret one it is never seen again."""
    return new_key(kind=kind, origins=origins, name=name, per_hour=per_hour).text


@transaction.atomic
def new_key(
    *,
    kind: str,
    origins: Sequence[str] | None = None,
    name: str = "",
    per_hour: int = PER_HOUR,
    route: str = "",
) -> Issued:
    """A new key of the current clinic. A suspended clinic may have one, for its leads still arrive.

    Whoever draws the `route` beforehand can ask twice: the second time raises Conflict, and there is one key.
    """
    _check(kind)
    pages = read_origins(kind, origins or [])
    route = route or new_route()
    text = new_text(kind, route)
    row = ApiKey(
        kind=kind,
        route=route,
        secret_hash=digest(text),
        text=text if kind == ApiKey.Kind.SITE else "",
        origins=pages,
        name=read_name(name),
        per_hour=read_per_hour(per_hour),
    )
    _claim(route, pages)
    row.save()
    return Issued(row, text)


def _claim(route: str, pages: list[str]) -> None:
    if not ROUTE.fullmatch(route):
        raise InvalidData(_("Open the page again: the form was not as we made it."))
    try:
        with transaction.atomic():
            claim_key_route(route, current_clinic(), origins=pages)
    except IntegrityError:
        raise Conflict(_("This key was made already, and nothing was made now. You find it in the list.")) from None


def _check(kind: str) -> None:
    clinic = current_clinic()
    if clinic.state == Clinic.State.CLOSING:
        raise InvalidData(_("%(clinic)s is closing: it gets no keys.") % {"clinic": clinic.name})
    if kind not in ApiKey.Kind.values:
        said = _("A key is a secret key or a site key.")
        raise InvalidData(said, fields={"kind": [said]})
