"""Credentials: stored whole, shown never, used inside their clinic only (F:T15, H:K1, K3)."""

import json
from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from crm.lib import secretbox
from crm.lib.errors import InvalidData
from tenants.audit.services.record import record
from tenants.context import current_clinic
from tenants.settings.errors import Unreadable
from tenants.settings.kinds import Kind, kind_of, tell_removed, tell_stored
from tenants.settings.models import Credential
from tenants.staff.models import User

SHORTEST_SHOWN = 12  # signs: of a shorter secret not even the last four are shown
LONGEST = 4096


@transaction.atomic
def store(kind: str, values: Mapping[str, str], *, by: User | None) -> Credential:
    """Keep them; a secret that is left empty stays as it was, as long as what it is for stays too.

    Storing again replaces what was there. The old ones are not kept. Raises InvalidData by field.
    """
    known = _known(kind)
    _one_at_a_time(kind)
    row = Credential.objects.select_for_update().filter(kind=kind).first() or Credential(kind=kind)
    before = _opened(row) if row.pk and _is_readable(row) else {}
    _refuse_another_place(known, values, before)
    whole = _merged(known, values, before)
    known.check(whole)
    row.sealed = _sealed(whole)
    row.endings = {name: _ending(whole[name]) for name in known.secrets if whole.get(name)}
    row.updated_by = by
    row.save()
    _tell(row, known, before, whole)
    tell_stored(kind, whole)
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
    """Those of its fields that are no secret, for the form; empty when no key of ours fits."""
    shown = {field.name for field in _known(row.kind).fields if not field.secret}
    values = _opened(row) if _is_readable(row) else {}
    return {name: value for name, value in values.items() if name in shown}


@transaction.atomic
def renew(kind: str, before: Mapping[str, str], more: Mapping[str, str]) -> None:
    """Keep what a provider gave in place of what ended, or beside it: nobody's change, so the trail has no line.

    `before` are the values that it was asked with; nothing, when somebody has stored others since.
    """
    row = Credential.objects.select_for_update().filter(kind=kind).first()
    if row is not None and _is_readable(row) and _opened(row) == dict(before):
        Credential.objects.filter(pk=row.pk).update(sealed=_sealed({**before, **more}))


@transaction.atomic
def remove(kind: str) -> bool:
    """Forget them for good; whether there were any."""
    row = Credential.objects.select_for_update().filter(kind=kind).first()
    if row:
        row.delete()
        tell_removed(kind)
    return row is not None


def _known(kind: str) -> Kind:
    known = kind_of(kind)
    if known is None:
        raise InvalidData(_("This kind of credentials is not known here."))
    return known


def _one_at_a_time(kind: str) -> None:
    """Two who store the first ones at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{connection.schema_name}:credential:{kind}"]
        )


def _refuse_another_place(known: Kind, values: Mapping[str, str], before: Mapping[str, str]) -> None:
    moved = [
        f.name for f in known.fields if f.binds and before and values.get(f.name, "").strip() != before[f.name]
    ]
    missing = [name for name in known.secrets if moved and before.get(name) and not values.get(name, "").strip()]
    if missing:
        said = _("Type it again: what it is for has changed.")
        raise InvalidData(_("Some fields are wrong."), fields={name: [said] for name in missing})


def _tell(row: Credential, known: Kind, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Where they lead, in the trail: the secrets themselves are never in it."""
    names = [f.name for f in known.fields if f.binds and before.get(f.name, "") != after.get(f.name, "")]
    if names:
        record("credential.moved", row, changes={name: (before.get(name), after.get(name)) for name in names})


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


def _sealed(values: Mapping[str, str]) -> bytes:
    return secretbox.lock(json.dumps(dict(values)).encode(), settings.FIELD_ENCRYPTION_KEYS, owner=_owner())


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
