"""Somebody else holds this address already (HOUSE 17)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from crm.lib.errors import Conflict
from leads.models import Lead
from leads.services.reading import Contact


class KnownAlready(Conflict):
    """That they exist and who has them, and no more of a lead one may not see."""


def holder_of(contact: Contact, *, but: int | None = None) -> Lead | None:
    """Who is reached by this valid contact, whatever they are called."""
    held = {"identities__kind": contact.kind, "identities__value": contact.value, "identities__is_valid": True}
    return Lead.objects.filter(**held).exclude(pk=but).select_related("assigned_to").first()


def refuse_known(contacts: Iterable[Contact], *, but: int | None = None) -> None:
    """Raises KnownAlready by kind for what another lead than `but` is reached by; hold the addresses before."""
    wrong: dict[str, list[str]] = {}
    for one in contacts:
        lead = holder_of(one, but=but)
        if lead is not None:
            owner = lead.assigned_to or _("nobody")
            wrong[one.kind] = [_("A lead with this address exists. Owner: %(owner)s.") % {"owner": owner}]
    if wrong:
        raise KnownAlready(next(iter(wrong.values()))[0], fields=wrong)
