"""What this app puts into the desk: the platform's side bar and cards, pages without a login, words, notices."""

from django.contrib.auth.signals import user_logged_out
from django.utils.translation import gettext_lazy as _


def navigation() -> None:
    from tenants.desk.access import CLINIC, PLATFORM
    from tenants.desk.navigation import PLATFORM as OF_PLATFORM
    from tenants.desk.navigation import SETUP, navigate

    entries = [
        (_("Clinics"), "domain", "tenants_clinic", "tenants.view_clinic"),
        (_("Requests"), "approval", "tenants_registration", "tenants.view_registration"),
        (_("Visits"), "badge", "tenants_visit", "tenants.view_visit"),
        (_("Parked events"), "inbox", "tenants_parkedevent", "tenants.view_parkedevent"),
        (_("Platform admins"), "shield_person", "staff_user", "staff.view_user"),
    ]
    for order, (title, icon, page, permission) in enumerate(entries, start=1):
        where = {"section": OF_PLATFORM, "order": 10 * order, "site": PLATFORM}
        navigate(title, icon=icon, page=f"admin:{page}_changelist", permission=permission, **where)
    where = {"section": SETUP, "order": 90, "site": CLINIC}
    title = _("Visits from the platform")
    navigate(title, icon="badge", page="admin:visits", permission="staff.change_user", **where)


def cards() -> None:
    from tenants import cards
    from tenants.desk.access import PLATFORM
    from tenants.desk.landing import card

    entries = [
        ("alarms", "tenants.view_clinic", cards.alarms),
        ("clinics", "tenants.view_clinic", cards.clinics_by_state),
        ("parked", "tenants.view_parkedevent", cards.parked_and_visits),
    ]
    for order, (name, permission, context) in enumerate(entries, start=1):
        shown = {"template": f"tenants/cards/{name}.html", "context": context, "site": PLATFORM}
        card(f"platform.{name}", permission=permission, order=order, **shown)


def addresses() -> None:
    from tenants.desk.access import ANYONE, BY_LINK, CLINIC, PLATFORM, declare

    declare("visit-enter", BY_LINK, site=CLINIC)
    declare("register-company", ANYONE, site=PLATFORM)


def visits() -> None:
    from tenants.audit.registry import words
    from tenants.receivers import leave
    from tenants.staff.roles import ADMIN, grant

    grant(ADMIN, ["staff.change_user"])  # who manages people sees visits, and shows visitors out
    words(
        {
            "clinic.suspended": _("paused the clinic %(thing)s"),
            "clinic.resumed": _("activated the clinic %(thing)s"),
            "clinic.closed": _("closed the clinic %(thing)s"),
            "clinic.reopened": _("opened the clinic %(thing)s again"),
            "registration.approved": _("approved the request of %(thing)s"),
            "registration.declined": _("declined the request of %(thing)s"),
            "registration.tried_again": _("had %(thing)s set up once more"),
            "registration.opened": _("set up %(thing)s"),
            "visit.opened": _("opened a visit of the platform"),
            "visit.entered": _("came in for a visit of the platform"),
            "visit.ended": _("ended a visit of the platform"),
            "parked.read": _("read a parked event"),
            "platform_admin.invited": _("invited %(thing)s as a platform admin"),
            "platform_admin.closed": _("closed the platform to %(thing)s"),
            "platform_admin.opened": _("opened the platform to %(thing)s again"),
        }
    )
    user_logged_out.connect(leave, dispatch_uid="tenants.leave")


def notices() -> None:
    from tenants.notices.registry import notice_kind

    notice_kind(
        "visit_opened",
        title=_("%(name)s of the platform visits your clinic for %(minutes)s minutes"),
        body=_("Reason: %(reason)s"),
        label=_("Somebody of the platform visits your clinic"),
        icon="badge",
        mail=True,
        always=True,
    )
    notice_kind(
        "clinic_paused",
        title=_("%(name)s is paused"),
        body=_("Everybody can look at everything; changes and messages wait. New leads still arrive."),
        label=_("Your clinic is paused"),
        icon="pause_circle",
        mail=True,
        always=True,
    )
    notice_kind(
        "clinic_resumed",
        title=_("%(name)s is active again"),
        body=_("Everybody works as before, and what waited is sent."),
        label=_("Your clinic is active again"),
        icon="check_circle",
        mail=True,
        always=True,
    )


def desk() -> None:
    """All of it, from `apps.ready()`."""
    for part in (navigation, cards, addresses, visits, notices):
        part()
