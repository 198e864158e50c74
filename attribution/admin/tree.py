"""The clinic's tree of campaigns on its pages: all of it, and what can be done with one row."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone

from attribution.admin.campaign_forms import ADD, MERGE, MOVE, RENAME, NameForm, PlaceForm, above_of, alike
from attribution.models import Campaign
from attribution.services import arranging
from attribution.services.arranging import CHANGE, DEPTHS
from attribution.services.tree import Tree, tree
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable
from tenants.undo.models import Operation
from tenants.undo.registry import title_of


def campaign_tree(request: HttpRequest) -> HttpResponse:
    """All rows in use, or with ?archived=yes all; a POST adds a channel."""
    form = NameForm(request.POST if request.method == "POST" else None, ADD)
    added = form.sent(lambda: arranging.add_campaign(None, form.cleaned_data["name"]))
    if added:
        return redirect("admin:campaign_place", added.pk)
    with_archived = request.GET.get("archived") == "yes"
    rows = [(depth, row) for depth, row in tree().walk() if with_archived or not row.is_archived]
    may = request.user.has_perm(CHANGE)
    context = page_context(request, rows=rows, form=form, may=may, with_archived=with_archived)
    return TemplateResponse(request, "admin/attribution/tree.html", context, status=form.status)


def campaign_place(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One row. A POST says in `do` what becomes of it."""
    all_of_it = tree()
    row = all_of_it.rows.get(campaign_id)
    if row is None or row.is_merged:
        return render(request, "404.html", status=404)
    do = request.POST.get("do", "")
    if do in {"archive", "restore"}:
        now = timezone.now()
        done = arranging.archive_campaign(row.pk, by=request.user, now=now, back=do == "restore")
        return _went(request, done, row)
    forms = _forms(request, do, row, all_of_it)
    sent = forms.get(do)
    if sent:
        done = sent.sent(_deed(request, do, row, sent))
        if sent.status == 200:
            return _went(request, done, row)
    may = request.user.has_perm(CHANGE)
    path = all_of_it.path_of(row.parent_id) if row.parent_id else ""
    below = [one for _depth, one in all_of_it.walk(row.pk)]
    context = page_context(request, title=row.title, row=row, forms=forms, may=may, path=path, below=below)
    status = sent.status if sent else 200
    return TemplateResponse(request, "admin/attribution/place.html", context, status=status)


def _forms(request: HttpRequest, do: str, row: Campaign, all_of_it: Tree) -> dict[str, AskingForm]:
    def data(name: str) -> object:
        return request.POST if do == name else None

    is_own = row.level == Campaign.Level.CHANNEL and bool(row.found_by)
    found: dict[str, AskingForm] = {RENAME: NameForm(data(RENAME), RENAME, name=row.name, is_needed=not is_own)}
    if DEPTHS[row.level] < len(DEPTHS) - 1:
        found[ADD] = NameForm(data(ADD), ADD)
    if row.parent_id:
        found[MOVE] = PlaceForm(data(MOVE), MOVE, rows=above_of(all_of_it, row))
    found[MERGE] = PlaceForm(data(MERGE), MERGE, rows=alike(all_of_it, row))
    return found


def _deed(request: HttpRequest, do: str, row: Campaign, form: AskingForm) -> Callable[[], object]:
    by, now, said = request.user, timezone.now(), form
    deeds: dict[str, Callable[[], object]] = {
        ADD: lambda: arranging.add_campaign(row.pk, said.cleaned_data["name"]),
        RENAME: lambda: arranging.rename_campaign(row.pk, said.cleaned_data["name"], by=by, now=now),
        MOVE: lambda: arranging.move_campaign(row.pk, said.cleaned_data["to"], by=by, now=now),
        MERGE: lambda: arranging.merge_campaign(row.pk, said.cleaned_data["to"], by=by, now=now),
    }
    return deeds[do]


def _went(request: HttpRequest, done: object, row: Campaign) -> HttpResponse:
    if isinstance(done, Operation):
        say_undoable(request, f"{title_of(done)}.", done)
    is_gone = isinstance(done, Operation) and done.kind == arranging.MERGE
    return redirect("admin:campaign_tree") if is_gone else redirect("admin:campaign_place", row.pk)
