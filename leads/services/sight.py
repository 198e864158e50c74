"""Who sees a lead, asked about somebody else: a notice tells that it is there, and an owner works on it (F:T9)."""

from collections.abc import Collection, Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead, Partner
from tenants.staff.models import User

_BOUND = User.DataScope.PARTNER


def who_see(lead: Lead, people: Iterable[User]) -> list[User]:
    """Of `people` those who may see this lead; each is asked about, so keep them few."""
    return [one for one in people if Lead.objects.visible_to(one).filter(pk=lead.pk).exists()]


def bound_to() -> Case:
    """Annotation of people: the partners whose leads alone they see; None for who works for none."""
    theirs = Partner.objects.filter(members=OuterRef("pk"), is_active=True).order_by().values("pk")
    return Case(When(data_scope=_BOUND, then=ArraySubquery(theirs)), default=None)


def unseen_by_owner() -> Q:
    """Leads whose owner works for a partner, and not for theirs."""
    theirs = Partner.objects.filter(pk=OuterRef("partner"), members=OuterRef("assigned_to"), is_active=True)
    return Q(assigned_to__data_scope=_BOUND) & ~Exists(theirs)


def seen_by_owner(owner: User, leads: Collection[int]) -> Collection[int]:
    """Of leads that are `owner`'s those that they see; asks only about who works for a partner."""
    if owner.data_scope != _BOUND:
        return leads
    return list(Lead.objects.visible_to(owner).filter(pk__in=leads).values_list("pk", flat=True))


def check_owner_sees(owner: User | None, leads: Collection[int]) -> None:
    """Call it in the transaction that made them `owner`'s. Raises InvalidData when there is one they do not see."""
    if owner is not None and len(seen_by_owner(owner, leads)) < len(leads):
        said = _("%(name)s sees only the leads of the partner they work for.") % {"name": owner}
        raise InvalidData(said, fields={"assigned_to": [said]})
