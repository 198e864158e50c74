"""The mails about an account, made by the worker when they are sent: links are stored nowhere."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tenants.context import current_clinic, is_platform
from tenants.notices.mail import Mail, letter, mail_kind
from tenants.staff.models import User
from tenants.staff.services import invitations, links, passwords, resets, resetting, unlocking


def register_letters() -> None:
    mail_kind(invitations.MAIL, _invitation)
    mail_kind(resets.MAIL, _reset)
    mail_kind(resetting.MAIL, _reset_by_admin)
    mail_kind(passwords.CHANGED_MAIL, _changed)
    mail_kind(unlocking.MAIL, _locked)
    mail_kind(unlocking.MAIL_ELSEWHERE, _locked_elsewhere)


def _invitation(about: Mapping[str, object]) -> Mail | None:
    user = User.objects.filter(pk=about["user"], is_active=True).first()
    if user is None or user.has_usable_password():
        return None
    with translation.override(user.language):
        where = "Bridgework" if is_platform() else current_clinic().name
        return letter(
            user.email,
            language=user.language,
            subject=_("Your invitation to %(where)s") % {"where": where},
            paragraphs=[
                _("You are invited to work with %(where)s. Choose a password to begin.") % {"where": where}
            ],
            button=(_("Choose a password"), invitations.invitation_link(user)),
            small=[_("This link works once, for seven days.")],
        )


def _reset(about: Mapping[str, object]) -> Mail | None:
    user = resets.asked_by(about["ask"])
    return _new_password(user) if user else None


def _reset_by_admin(about: Mapping[str, object]) -> Mail | None:
    user = User.objects.filter(pk=about["user"]).first()
    return _new_password(user) if user and resetting.may_get_reset(user) else None


def _new_password(user: User) -> Mail:
    with translation.override(user.language):
        return letter(
            user.email,
            language=user.language,
            subject=_("Set a new password"),
            paragraphs=[
                _("Somebody asked for a new password for this account. If it was not you, nothing changes.")
            ],
            button=(_("Set a new password"), resets.reset_link(user)),
            small=[_("This link works once, for one hour.")],
        )


def _changed(about: Mapping[str, object]) -> Mail | None:
    user = User.objects.filter(pk=about["user"]).first()
    if user is None:
        return None
    with translation.override(user.language):
        return letter(
            user.email,
            language=user.language,
            subject=_("Your password was changed"),
            paragraphs=[_("Other devices have to log in again. Was it not you? Set a new password now.")],
            button=(_("Set a new password"), links.address("reset")),
        )


def _locked(about: Mapping[str, object]) -> Mail | None:
    typed = gettext_noop(
        "Five wrong passwords were typed for your account. From there it is paused for 15 minutes."
    )
    return _paused(unlocking.locked_user(about["attempt"]), typed)


def _locked_elsewhere(about: Mapping[str, object]) -> Mail | None:
    typed = gettext_noop(
        "Many wrong passwords were typed for your account. For an hour it opens only where you logged in before."
    )
    return _paused(unlocking.user_locked_elsewhere(about["failure"]), typed)


def _paused(user: User | None, typed: str) -> Mail | None:
    if user is None:
        return None
    with translation.override(user.language):
        return letter(
            user.email,
            language=user.language,
            subject=_("Your login is paused"),
            paragraphs=[
                _(typed),
                _("Was it you? Unlock it now. If not, your password still holds; nobody got in."),
            ],
            button=(_("Unlock my login"), unlocking.unlock_link(user)),
            small=[_("Set a new password: %(address)s") % {"address": links.address("reset")}],
        )
