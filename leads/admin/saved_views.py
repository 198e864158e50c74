"""The tabs above the list of leads, and the pages that keep, change and delete one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import NotAllowed
from leads.models import SavedView
from leads.services.finding.views import (
    COUNTED,
    change_view,
    counts_of_views,
    delete_view,
    plain_query,
    save_view,
    tabs_of,
    without_search,
)
from leads.services.many import CHANGE
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context
from tenants.staff.models import User

LIST = "admin:leads_lead_changelist"


class ViewForm(AskingForm):
    """What a view is called, and who sees it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        error_messages={"required": _("Give the view a name.")},
        widget=forms.TextInput(attrs={"class": "bw-input", "autocomplete": "off", "dir": "auto"}),
    )
    is_shared = forms.BooleanField(
        label=_("Show it to everybody"),
        required=False,
        help_text=_("Each sees the leads that are theirs to see."),
    )

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    @property
    def said(self) -> dict[str, Any]:
        return {"is_shared": False} | self.cleaned_data


@dataclass(frozen=True)
class Tab:
    """`is_on` for the one whose search the list shows."""

    view: SavedView
    is_on: bool
    is_own: bool


def tabs(request: HttpRequest) -> list[Tab]:
    """One question to the database; the numbers come after the list (`view_counts`)."""
    shown, reader = plain_query(request.META.get("QUERY_STRING", "")), request.user
    return [Tab(view, view.query == shown, view.owner_id == reader.pk) for view in tabs_of(reader)]


def view_counts(request: HttpRequest) -> HttpResponse:
    """{id of the view: how many leads the reader sees in it, as text}."""
    views = tabs_of(request.user)
    numbers = counts_of_views(views, reader=request.user, now=timezone.now())
    said = {
        view.pk: f"{COUNTED - 1}+" if number >= COUNTED else str(number)
        for view, number in zip(views, numbers, strict=True)
    }
    return JsonResponse(said)


def new_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters that stand in the address."""
    query = request.META.get("QUERY_STRING", "")
    sent = request.POST if request.method == "POST" else None
    form = ViewForm(sent, may_share=request.user.has_perm(CHANGE))
    view = form.sent(lambda: save_view(form.said["name"], query, **_shared(form), by=request.user))
    if view:
        messages.success(request, __("The view %(name)s is kept.") % {"name": view.name})
        return redirect(_address(view.query))
    is_searched = without_search(query) != plain_query(query)
    context = page_context(request, form=form, back=_address(query), is_searched=is_searched)
    return TemplateResponse(request, "admin/leads/lead/view.html", context, status=form.status)


def one_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename it, share it or not, delete it."""
    view = SavedView.objects.visible_to(request.user).filter(pk=view_id).first()
    if view is None:
        raise Http404
    if request.method == "POST" and "delete" in request.POST:
        _delete(view, request.user)
        messages.success(request, __("The view %(name)s is deleted. Its leads stay.") % {"name": view.name})
        return redirect(LIST)
    sent = request.POST if request.method == "POST" else None
    initial = {"name": view.name, "is_shared": view.is_shared}
    form = ViewForm(sent, initial=initial, may_share=request.user.has_perm(CHANGE))
    changed = form.sent(lambda: change_view(view.pk, name=form.said["name"], **_shared(form), by=request.user))
    if changed:
        messages.success(request, __("Saved."))
        return redirect(_address(changed.query))
    context = page_context(request, title=view.name, form=form, view=view, back=_address(view.query))
    return TemplateResponse(request, "admin/leads/lead/view.html", context, status=form.status)


def _delete(view: SavedView, by: User) -> None:
    try:
        delete_view(view.pk, by=by)
    except NotAllowed as refused:
        raise PermissionDenied from refused


def _shared(form: ViewForm) -> dict[str, bool]:
    return {"is_shared": form.said["is_shared"]}


def _address(query: str) -> str:
    return f"{reverse(LIST)}?{query}"
