from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.row_ids import row_id
from leads.admin.record.doing import do, register_deed
from leads.models import Identity
from leads.services.contacts import keep_contact
from leads.services.contacts_away import remove_contact
from tenants.undo.messages import say_undoable


def contact(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A number or a mail, whichever was typed, more or instead of one that is there."""
    typed, old = request.POST.get("contact", ""), row_id(request.POST.get("instead_of"))
    kind = Identity.Kind.EMAIL if "@" in typed else Identity.Kind.PHONE

    def deed() -> None:
        keep_contact(lead_id, kind, typed, instead_of=old, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))

    return do(request, lead_id, deed)


def contact_remove(request: HttpRequest, lead_id: int, contact_id: int) -> HttpResponse:
    """The one that stood on the button, as it was then."""
    seen = request.POST.get("seen", "")

    def deed() -> None:
        operation = remove_contact(lead_id, contact_id, seen=seen, by=request.user, now=timezone.now())
        say_undoable(request, _("The contact is removed."), operation)

    return do(request, lead_id, deed)


register_deed("contact", contact, name="contact", title=gettext_lazy("Contacts"))
title = gettext_lazy("Contacts")
register_deed("contact/<int:contact_id>/remove", contact_remove, name="contact_remove", title=title)
