"""What the buttons of triage do, and what is said afterwards."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import HouseError, NotThere
from leads.models import Lead
from leads.services import triage
from leads.services.triage.accepting import Accepted
from leads.services.triage.merging import Merged
from tenants.staff.models import User
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

WIDEST = 19  # digits of an id that fits its column


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
        messages.warning(request, _may_be_a_companion(done, request.user))
    elif done.operation is None:
        messages.success(
            request, _("Added to %(lead)s, who was known.") % {"lead": name_for(done.lead, request.user)}
        )
    else:
        say_undoable(request, _("%(lead)s is a lead now.") % {"lead": done.lead}, done.operation)


def say_merged(request: HttpRequest, done: Merged) -> None:
    said = _("Added to %(lead)s.") % {"lead": done.lead}
    (messages.warning if done.stays else messages.success)(request, " ".join([said, *done.stays]))


def name_for(lead: Lead, reader: User) -> str:
    """A lead's name, for whoever may see the lead."""
    if Lead.objects.visible_to(reader).filter(pk=lead.pk).exists():
        return str(lead)
    return _("a lead of a colleague")


def decline(request: HttpRequest, *pks: int) -> None:
    done = triage.decline_many(pks, by=request.user, now=timezone.now())
    if done.operation is None:
        messages.warning(request, _("Nothing was declined: a colleague had decided already."))
        return
    said = [f"{title_of(done.operation)}.", *_left_out(done.left_out)]
    say_undoable(request, " ".join(said), done.operation, whole=not done.left_out)


def reopen(request: HttpRequest, *pks: int) -> None:
    done = triage.reopen_many(pks, by=request.user)
    words = ngettext("%(number)d arrival waits again.", "%(number)d arrivals wait again.", done.number)
    said = [words % {"number": done.number}, *_left_out(done.left_out)]
    (messages.warning if done.left_out else messages.success)(request, " ".join(said))


def _accept_one(request: HttpRequest, value: str) -> None:
    say_accepted(request, triage.accept(number(value), by=request.user, now=timezone.now()))


def _merge_one(request: HttpRequest, value: str) -> None:
    arrival, _sign, lead = value.partition(":")
    done = triage.merge(number(arrival), number(lead), by=request.user, now=timezone.now())
    say_merged(request, done)


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
    "merge": _merge_one,
    "decline": lambda request, value: decline(request, number(value)),
    "reopen": lambda request, value: reopen(request, number(value)),
    "action": _many,
}


def _may_be_a_companion(done: Accepted, reader: User) -> str:
    about = name_for(done.about, reader) if done.about else ""
    return _("Not accepted yet: %(lead)s has this number or mail under another name. Decide again.") % {
        "lead": about
    }


def _left_out(number: int) -> list[str]:
    if not number:
        return []
    words = ngettext(
        "%(number)d skipped: a colleague decided meanwhile.",
        "%(number)d skipped: a colleague decided meanwhile.",
        number,
    )
    return [words % {"number": number}]


def number(text: str) -> int:
    """An id that fits a column; 0, which nobody has, for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < WIDEST else 0
