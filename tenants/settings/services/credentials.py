"""Credentials: stored whole, shown never, used inside their clinic only (F:T15, H:K1, K3)."""

import json
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib import secretbox
from crm.lib.errors import InvalidData
from tenants.context import current_clinic
from tenants.settings.errors import Unreadable
from tenants.settings.kinds import Kind, kind_of
from tenants.settings.models import Credential
from tenants.staff.models import User

SHORTEST_SHOWN = 12  # signs: of a shorter secret not even the last four are shown
LONGEST = 4096


@transaction.atomic
def store(kind: str, values: Mapping[str, str], *, by: User | None) -> Credential:
    """Keep them; a secret that is left empty stays as it was. Raises InvalidData by field.

    Storing again replaces what was there. The old ones are not kept.
    """
    known = _known(kind)
    row = Credential.objects.select_for_update().filter(kind=kind).first() or Credential(kind=kind)
    whole = _merged(known, values, _opened(row) if row.pk and _is_readable(row) else {})
    known.check(whole)
    row.sealed = secretbox.lock(json.dumps(whole).encode(), settings.FIELD_ENCRYPTION_KEYS, owner=_owner())
    row.endings = {name: _ending(whole[name]) for name in known.secrets if whole.get(name)}
    row.updated_by = by
    row.save()
    return row


def use(kind: str) -> dict[str, str]:
    """All values, for the provider's adapter. Raises InvalidData when none are stored, Unreadable.

    Take them at the moment of use: nothing keeps them longer than a call.
    """
    row = Credential.objects.filter(kind=kind).first()
    if row is None:
        raise InvalidData(_("There are no credentials yet. The Admin enters them under Integrations."))
    return _opened(row)


def open_values(row: Credential) -> dict[str, str]:
    """Those that are no secret, for the form; empty when no key of ours fits."""
    known = _known(row.kind)
    values = _opened(row) if _is_readable(row) else {}
    return {name: value for name, value in values.items() if name not in known.secrets}


@transaction.atomic
def remove(kind: str) -> bool:
    """Forget them for good; whether there were any."""
    row = Credential.objects.select_for_update().filter(kind=kind).first()
    if row:
        row.delete()
    return row is not None


def _known(kind: str) -> Kind:
    known = kind_of(kind)
    if known is None:
        raise InvalidData(_("This kind of credentials is not known here."))
    return known


def _merged(known: Kind, values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    whole, wrong = {}, {}
    for field in known.fields:
        given = values.get(field.name, "").strip()
        whole[field.name] = given or (before.get(field.name, "") if field.secret else "")
        if field.required and not whole[field.name]:
            wrong[field.name] = [_("This is needed.")]
        elif len(given) > LONGEST or not given.isprintable():
            wrong[field.name] = [_("This is too long, or holds signs that cannot be typed.")]
        elif field.choices and given not in dict(field.choices):
            wrong[field.name] = [_("Choose one of the list.")]
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)
    return whole


def _opened(row: Credential) -> dict[str, str]:
    try:
        return json.loads(secretbox.unlock(bytes(row.sealed), settings.FIELD_ENCRYPTION_KEYS, owner=_owner()))
    except secretbox.InvalidToken:
        raise Unreadable(_("These credentials cannot be read any more. Enter them again.")) from None


def _is_readable(row: Credential) -> bool:
    try:
        _opened(row)
    except Unreadable:
        return False
    return True


def _ending(secret: str) -> str:
    return secret[-4:] if len(secret) >= SHORTEST_SHOWN else ""


def _owner() -> str:
    return str(current_clinic().uuid)
