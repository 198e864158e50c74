"""The actions of the list and of the page, run: ids come from the request, everything else is asked again."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import InvalidData, NotAllowed
from leads.actions import actions_for
from leads.services.many import Done
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

WIDEST = 19  # digits of an id that fits its column


def run_action(request: HttpRequest, ids: Iterable[str]) -> HttpResponse:
    """Run the action that `request` names on these leads; back to where it was asked, with a sentence."""
    action = next((a for a in actions_for(request.user) if a.name == request.POST.get("action")), None)
    if action is None:
        messages.warning(request, _("Choose what to do first."))
        return _back(request)
    given = list(ids)
    numbers = {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < WIDEST}
    try:
        done = action.run(numbers, request.user, request.POST, timezone.now())
    except (InvalidData, NotAllowed) as refusal:
        messages.warning(request, refusal.detail)
        return _back(request)
    _say(request, done, odd=len(set(given)) - len(numbers))
    return _back(request)


def _say(request: HttpRequest, done: Done, *, odd: int) -> None:
    left_out = _left_out(done, odd)
    if done.operation is None:
        messages.warning(request, " ".join([_("Nothing was changed."), *left_out]))
        return
    text = " ".join([f"{title_of(done.operation)}.", *left_out])
    say_undoable(request, text, done.operation, whole=not left_out)


def _left_out(done: Done, odd: int) -> list[str]:
    """A sentence for each reason why a chosen lead was skipped."""
    said = []
    unseen = done.out_of_sight + odd
    if done.already:
        words = ngettext("%(n)d skipped: it is so already.", "%(n)d skipped: they are so already.", done.already)
        said.append(words % {"n": done.already})
    if unseen:
        words = ngettext(
            "%(n)d skipped: not there, or not yours.", "%(n)d skipped: not there, or not yours.", unseen
        )
        said.append(words % {"n": unseen})
    return said


def _back(request: HttpRequest) -> HttpResponse:
    """The list as it was, or the one lead when its page asked."""
    chosen = request.POST.getlist("_selected_action")
    page = reverse("admin:leads_lead_changelist")
    if request.POST.get("from") == "page" and len(chosen) == 1 and chosen[0].isascii() and chosen[0].isdigit():
        return HttpResponseRedirect(reverse("admin:leads_lead_change", args=chosen))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{page}?{query}" if query else page)
