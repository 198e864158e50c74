"""A link for a new password, which an Admin sends to a colleague (F:T7)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from tenants.staff.models import User
from tenants.staff.services import rights

MAIL = "staff.reset_sent"  # the mail, and the verb in the trail


@transaction.atomic
def send_reset(pk: int, *, by: User) -> User:
    """Mail the link, made when it is sent; the password that there is goes on until it is followed.

    Each call is a mail: the limits on forgotten passwords are for strangers. Raises NotThere, NotAllowed as
    `check_manages` (H:A11), InvalidData for a closed account and for one that waits for its invitation.
    """
    from tenants.audit.services.record import record
    from tenants.notices.mail import post

    rights.lock_admins()
    by, person = User.objects.get(pk=by.pk), User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if person is None:
        raise NotThere
    rights.check_manages(by, person)
    if not may_get_reset(person):
        raise InvalidData(_("This person has no password yet, or the account is closed."))
    record(MAIL, person)
    post(MAIL, {"user": person.pk}, key=f"{person.pk}:{uuid.uuid4().hex}")
    return person


def may_get_reset(person: User) -> bool:
    return person.is_active and not person.is_visitor and person.has_usable_password()
