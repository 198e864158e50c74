"""Who may have a lead, asked so that nobody leaves meanwhile."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tenants.staff import roles
from tenants.staff.models import User


def possible_owners() -> QuerySet[User]:
    """Whoever works here, in a role that works on leads. Guests of the platform do not."""
    working = [role for role in roles.ROLES if "leads.change_lead" in roles.permissions_of(role)]
    return User.objects.active().filter(groups__name__in=working, is_visitor=False).distinct()


def lock_owners(ids: Iterable[int | None]) -> set[int]:
    """Of `ids`, those who may have a lead, kept so until the transaction ends (H:A14).

    Call it before any lead is locked: who closes an account locks the person first, too.
    """
    wanted = hold_people(ids)
    return set(possible_owners().filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def hold_people(ids: Iterable[int | None]) -> set[int]:
    """Those that are there: until the transaction ends nobody closes their accounts or gives them another role.

    One statement. Who looks at them afterwards sees what they are: `free_left_behind` does.
    """
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return set()
    held = User.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    return set(held.values_list("pk", flat=True))
