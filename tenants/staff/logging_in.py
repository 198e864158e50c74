"""What logging in declares at the start: addresses, pages, mails, words of the trail, rights, what is forgotten."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "login.succeeded": _("logged in"),
    "login.failed": _("failed to log in"),
    "login.locked": _("gave too many wrong passwords: %(thing)s"),
    "login.unlocked": _("unlocked the login of %(thing)s"),
    "staff.invited": _("invited %(thing)s"),
    "staff.invitation_accepted": _("accepted the invitation"),
    "staff.reset_sent": _("sent a link for a new password to %(thing)s"),
    "staff.password_reset": _("set a new password for %(thing)s"),
    "staff.password_changed": _("changed the password of %(thing)s"),
    "staff.sessions_ended": _("ended sessions of %(thing)s"),
}
RIGHTS = {
    "axes.view_accessfailurelog": _("See login attempts"),
    "usersessions.view_usersession": _("See where colleagues are logged in"),
    "usersessions.delete_usersession": _("Log colleagues out"),
}


def ready() -> None:
    from tenants.audit.registry import words
    from tenants.desk.access import ANYONE, BY_LINK, declare
    from tenants.outbox.handlers import register
    from tenants.services.forgetting import forgets
    from tenants.staff import roles, visits
    from tenants.staff.admin.attempts import register_attempts
    from tenants.staff.admin.sessions import register_sessions
    from tenants.staff.letters import register_letters
    from tenants.staff.services import lock_notice

    words(WORDS)
    roles.grant(roles.ADMIN, RIGHTS)
    roles.explain(_("Staff"), RIGHTS)
    for name in ("invitation", "reset-set", "unlock"):
        declare(name, BY_LINK)
    declare("reset", ANYONE)
    register_sessions()
    register_attempts()
    register_letters()
    register(lock_notice.JOB, lock_notice.tell, repeatable=True, while_suspended=True)
    for useless in (visits.old_failures, visits.old_browsers):
        forgets(useless, in_clinics=True, in_public=True)
    _listen()


def _listen() -> None:
    from axes.signals import user_locked_out
    from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

    from tenants.staff import receivers

    user_logged_in.connect(receivers.began, dispatch_uid="staff.began")
    user_logged_out.connect(receivers.ended, dispatch_uid="staff.ended")
    user_login_failed.connect(receivers.failed, dispatch_uid="staff.failed")
    user_locked_out.connect(receivers.locked, dispatch_uid="staff.locked")
