"""Whoever is given leads by a colleague hears of it: once for each time, however many there are."""

from collections.abc import Collection

from django.conf import settings
from django.urls import reverse

from leads.models import Lead
from leads.services.sight import seen_by_owner
from tenants.notices.services.notify import notify
from tenants.staff.models import User


def tell_owner(
    owner: User | None, pks: Collection[int], *, by: User, number: int | None = None, once: str = ""
) -> None:
    """In the caller's transaction. Nobody is told what they did themselves, of what they do not see, nor when
    nothing changed.

    Of what takes several transactions they hear with the first, which names it `once` and says how many there are.
    """
    pks = seen_by_owner(owner, pks) if owner is not None and owner.pk != by.pk else ()
    if not pks:
        return
    number = number or len(pks)
    if number > 1:
        about, link = {"who": str(by), "number": str(number)}, _address("changelist")
        notify([owner], "leads_assigned", about=about, link=link, key=once)
    else:
        lead = Lead.objects.prefetch_related("identities").get(pk=next(iter(pks)))
        about, link = {"who": str(by), "lead": str(lead)}, _address("change", lead.pk)
        notify([owner], "lead_assigned", about=about, link=link)


def _address(page: str, *args: int) -> str:
    return reverse(f"admin:leads_lead_{page}", urlconf=settings.ROOT_URLCONF, args=args)
