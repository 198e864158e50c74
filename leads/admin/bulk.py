"""The actions of the list and of the page, run: ids come from the request, everything else is asked again."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import Conflict, InvalidData, NotAllowed, TooMany, Unavailable
from crm.lib.row_ids import row_id
from leads.actions import Chosen, LeadAction, actions_for
from leads.admin.asking import ask_first
from leads.asked import AskedForm
from leads.models import Lead
from leads.services.bulk import AT_ONCE
from leads.services.bulk.beginning import begin
from leads.services.bulk.telling import told_together
from leads.services.many import Done
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

TOLD = 3  # conflicts in full


def run_action(request: HttpRequest, ids: Iterable[str], *, is_all: bool = False) -> HttpResponse:
    """Run the action that `request` names on these leads; back to where it was asked, with a sentence.

    On the whole list, on more than somebody waits for, and of what nobody takes back, a page asks before.
    """
    action = next((a for a in actions_for(request.user) if a.name == request.POST.get("action")), None)
    if action is None:
        messages.warning(request, _("Choose what to do first."))
        return _back(request)
    given = list(ids)
    numbers = {number for one in given if (number := row_id(one))}
    try:
        wanted = chosen(request, action)
        if not action.whole and (is_all or len(numbers) > AT_ONCE or action.confirm or action.asks_first):
            wanted = ask_first(request, action, numbers, wanted)
            if isinstance(wanted, HttpResponse):
                return wanted
        if len(numbers) > AT_ONCE and not action.whole:
            run = begin(action, numbers, wanted, by=request.user, now=timezone.now())
            return redirect("admin:run", run.pk)
        done = action.run(numbers, request.user, wanted, timezone.now())
    except (InvalidData, NotAllowed, Unavailable, Conflict, TooMany) as refusal:
        messages.warning(request, refusal.detail)
        return _back(request)
    say(request, done, odd=len(set(given)) - len(numbers), skipped=action.skipped if action.asks_first else "")
    return redirect(done.onward) if done.onward else _back(request)


def chosen(request: HttpRequest, action: LeadAction, *, of: str = "") -> Chosen:
    """What the form says beside the leads; `of` stands behind a field's name where a page has many forms.

    Raises InvalidData by field for what cannot be read.
    """
    choice = request.POST.get(f"{action.name}{of}", "")
    return Chosen(choice, AskedForm(request.POST).given()) if action.asked else Chosen(choice)


def say(request: HttpRequest, done: Done, *, odd: int, skipped: object = "") -> None:
    """`skipped` are the words for conflicts that no colleague caused."""
    left_out = _left_out(done, odd, skipped)
    if done.said:
        messages.success(request, " ".join([done.said, *left_out]))
        return
    if done.operation is None:
        messages.warning(request, " ".join([_("Nothing was changed."), *left_out]))
        return
    text = " ".join([f"{title_of(done.operation)}.", *left_out])
    say_undoable(request, text, done.operation, whole=not left_out)


def _left_out(done: Done, odd: int, skipped: object) -> list[str]:
    """A sentence for each reason why a chosen lead was skipped."""
    said = []
    unseen = done.out_of_sight + odd
    if done.already:
        words = ngettext("%(n)d skipped: it is so already.", "%(n)d skipped: they are so already.", done.already)
        said.append(words % {"n": done.already})
    if done.conflicts and skipped:
        said += [f"{skipped}: {len(done.conflicts)}.", *told_together(done.conflicts.values(), TOLD)]
    elif done.conflicts:
        words = ngettext(
            "%(n)d skipped: a colleague said something else.", "%(n)d skipped: colleagues said something else.",
            len(done.conflicts),
        )  # fmt: skip
        said += [words % {"n": len(done.conflicts)}, *list(done.conflicts.values())[:TOLD]]
    if unseen:
        words = ngettext(
            "%(n)d skipped: not there, or not yours.", "%(n)d skipped: not there, or not yours.", unseen
        )
        said.append(words % {"n": unseen})
    return said


def _back(request: HttpRequest) -> HttpResponse:
    """The list as it was, or the one lead when its page asked and it is still there."""
    marked = request.POST.getlist("_selected_action")
    page = reverse("admin:leads_lead_changelist")
    if request.POST.get("from") == "page" and len(marked) == 1 and _is_there(marked[0]):
        return HttpResponseRedirect(reverse("admin:leads_lead_change", args=marked))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{page}?{query}" if query else page)


def _is_there(pk: str) -> bool:
    return Lead.objects.filter(pk=row_id(pk) or 0).exists()
