"""Partners of a clinic: kept, retired, and whose people see whose leads (F:0.3, S3's distributor)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.lib.lines import one_line
from leads.models import Partner
from tenants.services.find import FindAhead
from tenants.services.locks import lock_names
from tenants.staff.models import User

COLUMNS = ("name", "code", "contact_name", "contact_email", "is_active")
LINES = ("name", "code", "contact_name", "contact_email")
ADD, CHANGE = "leads.add_partner", "leads.change_partner"


@transaction.atomic
def keep_partner(pk: int | None, wanted: Mapping[str, Any], *, by: User) -> Partner:
    """Write `wanted` (of COLUMNS, and `members` by id) into that partner, or into a new one.

    A code that is not said is made of the name; one that stands stays, for files and forms name it. Raises
    NotAllowed, NotThere, InvalidData by field, ValidationError for a value that a column refuses.
    """
    by = User.objects.get(pk=by.pk)
    if not by.has_perm(CHANGE if pk else ADD):
        raise NotAllowed(_("Only an Admin changes partners."))
    lock_names(["partners"])  # names and codes are unique among all
    row = Partner.objects.select_for_update().filter(pk=pk).first() if pk else Partner()
    if row is None:
        raise NotThere
    for name in COLUMNS:
        if name in wanted:
            setattr(row, name, one_line(wanted[name]) if name in LINES else wanted[name])
    row.code = row.code or _code(row.name)
    _check(row)
    row.clean_fields()
    row.save()
    if "members" in wanted:
        _set_members(row, wanted["members"], by)
    return row


def choosable(by: User, *, standing: int | None = None) -> QuerySet[Partner]:
    """Whom `by` may name on a lead: those that work with the clinic, and the one that stands there already; of
    their own alone for who works for a partner."""
    if by.data_scope == User.DataScope.PARTNER:
        return Partner.objects.filter(members=by, is_active=True)
    return Partner.objects.filter(Q(is_active=True) | Q(pk=standing))


def named_to(reader: User) -> QuerySet[Partner]:
    """Whose names `reader` may read: of their own alone for who works for a partner (H:A7)."""
    rows = Partner.objects.all()
    return rows.filter(members=reader) if reader.data_scope == User.DataScope.PARTNER else rows


def may_name(partner: int | None, by: User) -> bool:
    """Whether `by` may put this partner on a lead; none for everybody but who works for one (H:A7)."""
    if partner is None:
        return by.data_scope != User.DataScope.PARTNER
    return choosable(by).filter(pk=partner).exists()


class PartnerAhead:
    """The partner that a form names by its code, asked with the next question of the intake."""

    def __init__(self, code: str):
        self._rows = FindAhead(Partner, ["id"], [{"code": code, "is_active": True}] if code else [])

    @property
    def pk(self) -> int | None:
        """None for a code of nobody, and of who works with the clinic no more."""
        return next((pk for (pk,) in self._rows.found), None)


def _set_members(row: Partner, wanted: Iterable[int], by: User) -> None:
    """Nobody gives themselves other leads to see (H:A11). Whose account is closed stays, for the day it opens."""
    before = set(row.members.active())
    after = set(User.objects.active().filter(pk__in=wanted))
    if by in before ^ after:
        raise NotAllowed(_("Nobody changes their own role or what they see. Ask another Admin."))
    row.members.remove(*(before - after))
    row.members.add(*(after - before))


def _check(row: Partner) -> None:
    wrong: dict[str, list[str]] = {}
    others = Partner.objects.exclude(pk=row.pk)
    if not any(sign.isalnum() for sign in row.name):
        wrong["name"] = [_("A name has letters or digits.")]
    elif others.filter(name__iexact=row.name).exists():
        wrong["name"] = [_("Another partner has this name.")]
    if others.filter(code=row.code).exists():
        wrong["code"] = [_("Another partner has this code.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _code(name: str) -> str:
    """Short, readable and free."""
    wished = slugify(name)[:36].strip("-") or "partner"
    taken = set(Partner.objects.filter(code__startswith=wished).values_list("code", flat=True))
    return next(code for n in range(len(taken) + 1) if (code := f"{wished}-{n + 1}" if n else wished) not in taken)
