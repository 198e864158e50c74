"""The telephone on which somebody wants urgent notices: their own, and written by nobody else (F:C25)."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed
from crm.lib.phone import e164
from tenants.notices.services.choices import Choice, choose
from tenants.staff.models import User


@transaction.atomic
def choose_with_number(person: User, choices: Sequence[Choice], typed: str) -> None:
    """Keep both. Whoever empties their number wants nothing on it any more, whatever is ticked.

    Raises InvalidData for what is no number, and for a choice that needs one that was never given; NotAllowed for a
    guest of the platform.
    """
    number = e164(typed) if typed.strip() else ""
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if number == "" and held.notice_phone:
        choices = [replace(one, carried=()) for one in choices]
    if number is None or (not number and any(one.carried for one in choices)):
        said = _("A number with its country code, like +355691234567.")
        raise InvalidData(said, fields={"notice_phone": [said]})
    if number and held.is_visitor:
        raise NotAllowed(_("This account is a visit of the platform: it ends by itself."))
    if held.notice_phone != number:
        held.notice_phone = number
        held.save(update_fields=["notice_phone"])
    choose(held, choices)
