"""What the buttons of triage do, and what is said afterwards."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import HouseError, NotThere
from crm.lib.row_ids import row_id
from leads.models import Lead
from leads.services import triage
from leads.services.triage.accepting import Accepted
from leads.services.triage.merging import Merged
from tenants.staff.models import User
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def act(request: HttpRequest) -> HttpResponse:
    """The one button that was pressed; back to the list as it was, with a sentence."""
    name = next((one for one in _DOING if one in request.POST), "")
    if not name:
        messages.warning(request, _("Choose what to do first."))
    else:
        attempt(request, lambda: _DOING[name](request, request.POST[name]))
    return back(request)


def attempt(request: HttpRequest, do: Callable[[], None]) -> bool:
    """Whether it was done; a refusal is said on the next page."""
    try:
        do()
    except NotThere:
        messages.warning(request, _("This arrival is not there any more."))
    except HouseError as refusal:
        messages.warning(request, refusal.detail)
    else:
        return True
    return False


def back(request: HttpRequest) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = reverse("admin:triage")
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    response.status_code = 303
    return response


def say_accepted(request: HttpRequest, done: Accepted) -> None:
    if done.lead is None:
        words = _("Not accepted yet: %(lead)s has this number or mail under another name. Decide again.")
        messages.warning(request, linked(words, done.about, request.user))
    elif done.operation is None:
        messages.success(request, linked(_("Added to %(lead)s, who was known."), done.lead, request.user))
    else:
        text = linked(_("%(lead)s is a lead now."), done.lead, request.user, or_else=str(done.lead))
        say_undoable(request, text, done.operation)


def say_merged(request: HttpRequest, done: Merged) -> None:
    said = linked(_("Added to %(lead)s."), done.lead, request.user)
    text = format_html("{} {}", said, " ".join(done.stays)) if done.stays else said
    say_undoable(request, text, done.operation, whole=not done.stays)


def linked(sentence: str, lead: Lead, reader: User, *, or_else: str = "") -> SafeString:
    """`sentence` with the lead's name as the way to its page; `or_else` for whoever may not see the lead, or that
    it is a colleague's."""
    before, _sign, after = sentence.partition("%(lead)s")
    name = or_else or _("a lead of a colleague")
    if Lead.objects.visible_to(reader).filter(pk=lead.pk).exists():
        address = reverse("admin:leads_lead_change", args=[lead.pk])
        name = format_html('<a class="bw-link" href="{}"><bdi>{}</bdi></a>', address, lead)
    return format_html("{}{}{}", before, name, after)


def decline(request: HttpRequest, *pks: int) -> None:
    done = triage.decline_many(pks, by=request.user, now=timezone.now())
    if done.operation is None:
        messages.warning(request, " ".join([_("Nothing was declined."), *done.skipped]))
        return
    said = [f"{title_of(done.operation)}.", *done.skipped]
    say_undoable(request, " ".join(said), done.operation, whole=not done.skipped)


def reopen(request: HttpRequest, *pks: int) -> None:
    done = triage.reopen_many(pks, by=request.user)
    words = ngettext("%(number)d arrival waits again.", "%(number)d arrivals wait again.", done.number)
    said = [words % {"number": done.number}, *done.skipped]
    (messages.warning if done.skipped else messages.success)(request, " ".join(said))


def _accept_one(request: HttpRequest, value: str) -> None:
    say_accepted(request, triage.accept(number(value), by=request.user, now=timezone.now()))


def _many(request: HttpRequest, action: str) -> None:
    pks = [number(text) for text in request.POST.getlist("_selected_action")]
    if not pks:
        messages.warning(request, _("Choose arrivals first."))
    elif action == "accept":
        _accept_many(request, pks)
    elif action in {"decline", "reopen"}:
        {"decline": decline, "reopen": reopen}[action](request, *pks)
    else:
        messages.warning(request, _("Choose what to do first."))


def _accept_many(request: HttpRequest, pks: list[int]) -> None:
    done = triage.accept_many(pks, by=request.user, now=timezone.now())
    words = ngettext("Accepted %(number)d arrival.", "Accepted %(number)d arrivals.", done.accepted)
    said = [words % {"number": done.accepted}] if done.accepted else [_("Nothing was accepted.")]
    said += list(dict.fromkeys(done.skipped))
    if done.operation:
        say_undoable(request, " ".join(said), done.operation, whole=not done.skipped)
    else:
        (messages.success if done.accepted else messages.warning)(request, " ".join(said))


_DOING: dict[str, Callable[[HttpRequest, str], None]] = {
    "accept": _accept_one,
    "decline": lambda request, value: decline(request, number(value)),
    "reopen": lambda request, value: reopen(request, number(value)),
    "action": _many,
}


def number(text: str) -> int:
    """An id that fits a column; 0, which nobody has, for any other text."""
    return row_id(text) or 0
