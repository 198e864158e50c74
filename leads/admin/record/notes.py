from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData, NotThere
from leads.admin.record.doing import do, register_deed
from leads.models import Note
from leads.services.notes import add_note, edit_note, pin_note, remove_note
from tenants.undo.messages import say_undoable


def note(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A new one. Of many rows on one page each has a field of its own, body-<lead>."""
    body = request.POST.get("body") or request.POST.get(f"body-{lead_id}", "")
    kind = request.POST.get("kind", Note.Kind.NOTE)

    def deed() -> None:
        add_note(lead_id, body=body, kind=kind, by=request.user, now=timezone.now())
        messages.success(request, _("The note is saved."))

    return do(request, lead_id, deed)


def note_change(request: HttpRequest, lead_id: int, note_id: int) -> HttpResponse:
    """The button that was pressed: pin, unpin, save, remove."""

    def deed() -> None:
        if not Note.objects.filter(pk=note_id, lead=lead_id).exists():
            raise NotThere
        _change(request, note_id, request.POST.get("do", ""))

    return do(request, lead_id, deed)


def _change(request: HttpRequest, note_id: int, what: str) -> None:
    asked = {"by": request.user, "now": timezone.now()}
    if what in {"pin", "unpin"}:
        pin_note(note_id, is_pinned=what == "pin", **asked)
    elif what == "edit":
        edit_note(note_id, body=request.POST.get("text", ""), **asked)
        messages.success(request, _("The note is saved."))
    elif what == "remove":
        say_undoable(request, _("The note is removed."), remove_note(note_id, **asked))
    else:
        raise InvalidData(_("Choose what to do first."))


register_deed("note", note, name="note", title=gettext_lazy("Note"))
register_deed("note/<int:note_id>", note_change, name="note_change", title=gettext_lazy("Note"))
