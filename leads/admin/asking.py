"""The page between choosing and doing: how many will change, how many are left out and why (F:W5)."""

from collections.abc import Collection

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from crm.lib.errors import InvalidData
from leads.actions import Chosen, LeadAction
from leads.services.bulk import AT_ONCE
from leads.services.bulk.confirming import FIELD, SURE, confirmed, mark_of, refuse_others, words_for
from leads.services.bulk.previewing import preview


def ask_first(
    request: HttpRequest, action: LeadAction, ids: Collection[int], chosen: Chosen
) -> HttpResponse | Chosen:
    """The page; once it was answered for these very leads, what was `chosen`. Raises as the action does."""
    number, wrong = len(ids), ""
    if said := request.POST.get(SURE, ""):
        try:
            refuse_others(ids, said)
            return confirmed(chosen, action, number, request.POST.get(FIELD, ""))
        except InvalidData as refused:
            wrong = refused.detail
    found = preview(action, ids, chosen, by=request.user, now=timezone.now())
    shown = {
        "title": action.title,
        "action": action,
        "what": _what(request, action, chosen),
        "preview": found,
        "in_background": number > AT_ONCE,
        "typed": words_for(action, number),
        "sure": mark_of(ids),
        "wrong": wrong,
        "again": _again(request),
        "to": _list(request),
    }
    return TemplateResponse(request, "admin/leads/many/preview.html", admin.site.each_context(request) | shown)


def _what(request: HttpRequest, action: LeadAction, chosen: Chosen) -> str:
    """The choice, as the bar of the list had it."""
    if action.choices is None:
        return chosen.choice
    return next((str(text) for value, text in action.choices(request.user) if str(value) == chosen.choice), "")


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form sent, to be sent once more."""
    ours = {"csrfmiddlewaretoken", SURE, FIELD}
    return [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]


def _list(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    page = reverse("admin:leads_lead_changelist")
    return f"{page}?{query}" if query else page
