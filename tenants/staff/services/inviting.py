"""A new colleague (F:T7)."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from tenants.staff.models import User
from tenants.staff.roles import ROLES
from tenants.staff.services import rights
from tenants.staff.services.invitations import send_invitation
from tenants.staff.services.mails import usable_mail
from tenants.staff.services.names import own_name


@transaction.atomic
def invite_colleague(
    *, email: str, full_name: str, role: str, data_scope: str, languages: Sequence[str], language: str, by: User
) -> User:
    """A new account without a password, and a mail with the link that sets one.

    Raises NotAllowed for who may not, or gives more than they have (H:A11); InvalidData for a mail that has an
    account already; ValidationError for a value that the field refuses.
    """
    rights.lock_admins()
    by = User.objects.get(pk=by.pk)
    if not by.has_perm(rights.INVITE) or by.is_visitor:
        raise NotAllowed(_("Only an Admin invites colleagues."))
    if role not in ROLES:
        raise NotThere
    rights.check_grants(by, role)
    mail, full_name = usable_mail(email), own_name(full_name)
    person = _made(mail, full_name)
    person.groups.set([Group.objects.get(name=role)])
    person.data_scope, person.languages, person.language = data_scope, list(languages), language
    person.clean_fields(exclude={"password"})
    person.save(update_fields=["data_scope", "languages", "language"])
    send_invitation(person, by=by)
    return person


def _made(mail: str, full_name: str) -> User:
    """A new account. Raises InvalidData when there is one, also when a double click made it a moment ago."""
    try:
        with transaction.atomic():
            return User.objects.create_user(mail, full_name=full_name)
    except IntegrityError:
        said = _("This mail has an account already.")
        raise InvalidData(said, fields={"email": [said]}) from None


@transaction.atomic
def invite_again(pk: int, *, by: User) -> User:
    """The mail once more. Raises InvalidData for somebody who has a password, else as `invite_colleague`."""
    rights.lock_admins()
    by, person = User.objects.get(pk=by.pk), User.objects.filter(pk=pk).first()
    if person is None:
        raise NotThere
    rights.check_manages(by, person)
    send_invitation(person, by=by)
    return person
