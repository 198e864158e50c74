"""Notices whose causes lie in tenants. Floors above register theirs beside their cause."""

from django.utils.translation import gettext_lazy as _

from tenants.notices.registry import notice_kind


def register_kinds() -> None:
    notice_kind(
        "staff_joined",
        label=_("An invited colleague joined"),
        title=_("%(who)s joined"),
        body=_("The invitation was accepted and a password set."),
        icon="person_add",
        mail=True,
    )
    # Its mail, with the way to unlock, is a kind of its own.
    notice_kind(
        "login_locked",
        label=_("Your login was locked"),
        title=_("Your login was locked after too many wrong passwords"),
        body=_("If that was not you, change your password."),
        icon="lock",
        always=True,
    )
