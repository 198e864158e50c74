"""The buttons beside a conversation, and what is said afterwards."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from comms.models import Conversation
from comms.services import labelling, reading, snoozing
from comms.services.turning import Turned
from comms.services.writing import cancel
from crm.lib.errors import HouseError, InvalidData, NotThere
from crm.lib.row_ids import row_id
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def act(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The one button that was pressed; back to the page that it stood on."""
    if not Conversation.objects.visible_to(request.user).filter(pk=conversation_id).exists():
        return render(request, "404.html", status=404)
    try:
        _act(request, [conversation_id])
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return back(request, reverse("admin:inbox_talk", args=[conversation_id]))


def many(request: HttpRequest) -> HttpResponse:
    """The chosen rows of the list: snoozed, done, or back at work."""
    pks = [pk for text in request.POST.getlist("_selected_action") if (pk := row_id(text))]
    try:
        if not pks:
            raise InvalidData(_("Choose conversations first."))
        if _asked(request)[0] not in {"snooze", "wake", "done", "open"}:
            raise InvalidData(_("Choose what to do first."))
        _act(request, pks)
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return back(request, reverse("admin:inbox"))


def take_back(request: HttpRequest, conversation_id: int, message_id: int) -> HttpResponse:
    """A message that has not left does not leave."""
    try:
        seen = Conversation.objects.visible_to(request.user).filter(pk=conversation_id)
        if not seen.filter(messages=message_id).exists():
            raise NotThere
        cancel(message_id, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return back(request, reverse("admin:inbox_talk", args=[conversation_id]))


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Where `next` says, on this host only."""
    asked = request.POST.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    response = HttpResponseRedirect(asked if is_ours and asked.isprintable() else otherwise)
    response.status_code = 303
    return response


def _act(request: HttpRequest, pks: Iterable[int]) -> None:
    what, choice = _asked(request)
    do = _DOING.get(what)
    if do is None:
        raise InvalidData(_("Choose what to do first."))
    _say(request, do(request, pks, choice, timezone.now()))


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The button's value: "done", or "snooze:week"."""
    what, _sign, choice = request.POST.get("do", "").partition(":")
    return what, choice


def _say(request: HttpRequest, done: Turned | None) -> None:
    if done is None:
        return
    if done.operation is None:
        messages.info(request, _("Nothing was changed."))
    else:
        say_undoable(request, f"{title_of(done.operation)}.", done.operation, whole=not done.unseen)


def _snooze(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    asked = choice if choice in snoozing.CHOICES else request.POST.get("until", "")
    until = snoozing.reopens_at(asked, timezone.get_current_timezone(), now)
    wakes = request.POST.get("sleeps_on") != "1"
    return snoozing.snooze(pks, until=until, wakes_on_reply=wakes, by=request.user, now=now)


def _wake(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    return snoozing.wake(pks, by=request.user, now=now)


def _done(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    return snoozing.close(pks, by=request.user, now=now)


def _open(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    return snoozing.reopen(pks, by=request.user, now=now)


def _label(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    [pk] = pks
    return labelling.label(pk, add=[request.POST.get("label", "")], by=request.user, now=now)


def _unlabel(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> Turned:
    [pk] = pks
    return labelling.label(pk, remove=[choice], by=request.user, now=now)


def _read(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> None:
    for pk in pks:
        reading.read(pk, by=request.user)


def _unread(request: HttpRequest, pks: Iterable[int], choice: str, now: datetime) -> None:
    for pk in pks:
        reading.unread(pk, by=request.user)


_DOING: dict[str, Callable[..., Any]] = {
    "snooze": _snooze,
    "wake": _wake,
    "done": _done,
    "open": _open,
    "label": _label,
    "unlabel": _unlabel,
    "read": _read,
    "unread": _unread,
}
