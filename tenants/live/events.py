"""Which events there are and who may hear of them. A registry that the floors above fill in `apps.ready()`."""

from collections.abc import Iterator

from tenants.staff.models import User

_needed: dict[str, str] = {}


def declare(event: str, *, permission: str) -> None:
    """An event, and the right a listener needs: declare("lead_created", permission="leads.view_lead")."""
    _needed[event] = permission


def is_declared(event: str) -> bool:
    return event in _needed


def heard_by(user: User) -> Iterator[str]:
    """The events this member of staff may hear of; resolved in their clinic's schema."""
    return (event for event, permission in _needed.items() if user.has_perm(permission))
