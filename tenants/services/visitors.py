"""The account that a visit of the platform has inside a clinic: made for it, closed with it (H:T16)."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext

from tenants.models import Visit
from tenants.staff.models import User

# Who a clinic's people are, what opens its doors and what carries its rows away stays with the clinic.
_OWN_AFFAIRS = {"staff", "auth", "keys", "settings", "account", "usersessions"}
_NEVER = ("export", "erase", "credential", "invite")


def denied_to_visitors(permission: str) -> bool:
    """Whether a visitor may not, whatever the role of the visit: looking is fine, keys and exports are not."""
    app, _, codename = permission.partition(".")
    return any(word in codename for word in _NEVER) or (app in _OWN_AFFAIRS and not codename.startswith("view_"))


def make_account(visit: Visit) -> User:
    """In the current clinic: no password, no mail that exists, the group of the visit's role."""
    user = User.objects.create_user(
        f"visitor-{visit.pk.hex}@{settings.BASE_DOMAIN}",
        full_name=gettext("Bridgework support: %(name)s") % {"name": visit.visitor[:90]},
        is_visitor=True,
        visit_ends_at=visit.ends_at,
    )
    user.groups.set([Group.objects.get(name=visit.role)])
    return user


def close_account(visit: Visit) -> None:
    """In the current clinic: nobody is logged in with it any more, and nobody will be."""
    from tenants.staff.services.sessions import end_sessions

    user = User.objects.filter(pk=visit.visitor_pk, is_visitor=True).first()
    if user:
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)


def tell_admins(visit: Visit) -> None:
    """A notice to each Admin of the current clinic, with the reason and how long."""
    from tenants.notices.services.notify import notify

    about = {
        "name": visit.visitor,
        "reason": visit.reason,
        "minutes": str(int((visit.ends_at - visit.opened_at).total_seconds() // 60)),
    }
    notify(User.objects.admins(), "visit_opened", about=about, link="/admin/visits/", key=str(visit.pk))
