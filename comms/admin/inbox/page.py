from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comms.admin.inbox.asking import AFTER, CHOOSE, NAMES, Asked
from comms.admin.inbox.empty import why_empty
from comms.admin.inbox.shown import rows, tabs
from comms.admin.talk.choices import snoozes
from comms.admin.talk.shown import Talk, talk_context, with_lead
from comms.models import Channel, Conversation
from comms.services.inbox import AT_WORK, COUNTED, DONE, NOT_SENT, PUT_OFF, SHOWN, TABS, UNREAD, counts
from comms.services.reading import read
from comms.services.writing import WRITE
from tenants.desk.pages import page_context
from tenants.staff.languages import SPOKEN

COUNTED_ALREADY = "unread_in_inbox"  # of the request: the number for the side bar
PAGE, PART = "admin/comms/inbox.html", "comms/talk/talk.html"


def inbox(request: HttpRequest) -> HttpResponse:
    """The list alone, with what to do where there is nobody."""
    asked = Asked(request)
    return TemplateResponse(request, PAGE, page_context(request, **list_context(request, asked)))


def talk(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """One conversation beside the list. Whoever may answer has read it then; a page that refreshes itself, and a
    browser that looks ahead, have not."""
    found = with_lead(Conversation.objects.visible_to(request.user)).filter(pk=conversation_id).first()
    if found is None:
        return render(request, "404.html", status=404)
    if _is_looked_at(request) and read(found.pk, by=request.user):
        found.unread = 0
    return shown(request, Talk.of(request, found))


def shown(request: HttpRequest, talk: Talk, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page, or for a script the conversation alone."""
    asked = Asked(request)
    context = {**talk_context(talk), "asked": asked, "here": talk.here, **more}
    if is_part(request):
        return TemplateResponse(request, PART, page_context(request, **context, is_part=True), status=status)
    every = {**list_context(request, asked, open_pk=talk.pk), **context}
    return TemplateResponse(request, PAGE, page_context(request, **every, title=talk.name), status=status)


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "talk"


def list_context(request: HttpRequest, asked: Asked, *, open_pk: int | None = None) -> dict[str, Any]:
    found = asked.page()
    page = found[:SHOWN]
    setattr(request, COUNTED_ALREADY, page[0].unread_in_all if page else None)
    numbers = dict(counts(asked.tabs, asked.reader, now=asked.now, page=page))
    words = [(code, TABS[code].word) for code in asked.tabs]
    return {
        "asked": asked,
        "rows": rows(page, now=asked.now),
        "open_pk": open_pk,
        "tabs": tabs(asked, numbers, COUNTED, words),
        "states": _states(asked),
        "older": asked.here(**{AFTER: page[-1].pk}) if len(found) > SHOWN else "",
        "kept": [(name, request.GET[name]) for name in NAMES if request.GET.get(name) and name in {"tab", "show"}],
        "channels": Channel.choices,
        "languages": SPOKEN.items(),
        "may_write": request.user.has_perm(WRITE),
        "choose": asked.here(**{CHOOSE: None if asked.chooses else "1"}),
        "snoozes": snoozes(asked.now),
        "empty": why_empty(request, asked, numbers) if not page else None,
        "is_unasked": not request.resolver_match.kwargs,
    }


def _states(asked: Asked) -> list[dict[str, Any]]:
    words = (
        (AT_WORK, _("Open")),
        (UNREAD, _("Unread")),
        (NOT_SENT, _("Not sent")),
        (PUT_OFF, _("Snoozed")),
        (DONE, _("Done")),
    )
    return [
        {"word": word, "on": code == asked.state, "address": asked.here(show=code or None)} for code, word in words
    ]


def _is_looked_at(request: HttpRequest) -> bool:
    by_itself = request.headers.get("X-By-Itself") or "prefetch" in request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and not by_itself and request.clinic.state == request.clinic.State.ACTIVE
