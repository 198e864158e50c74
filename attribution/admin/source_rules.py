"""The rules of where touches belong: their order, one of them, and trying an address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.admin.campaign_forms import SourceRuleForm
from attribution.models import SourceRule
from attribution.services.arranging import CHANGE
from attribution.services.rounds import under_way
from attribution.services.ruling import keep_rule, remove_rule, shift_rule, would_count_as
from attribution.services.tree import tree
from crm.lib.errors import NotThere
from crm.lib.row_ids import row_id
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

LONGEST = 2_000


def source_rules(request: HttpRequest) -> HttpResponse:
    """The list; a POST says which one goes `up` or `down`. ?address= and ?before= try one."""
    if request.method == "POST":
        return redirect(f"{reverse('admin:source_rules')}{_shift(request)}")
    path_of = tree().path_of
    rows = [(row, path_of(row.target_id)) for row in SourceRule.objects.visible_to(request.user)]
    asked = {name: request.GET.get(name, "")[:LONGEST].replace("\x00", "") for name in ("address", "before")}
    tried = would_count_as(asked["address"], asked["before"]) if any(asked.values()) else None
    may = request.user.has_perm(CHANGE)
    context = page_context(request, rows=rows, asked=asked, tried=tried, run=under_way(), may=may)
    return TemplateResponse(request, "admin/attribution/rules.html", context)


def new_source_rule(request: HttpRequest) -> HttpResponse:
    return _page(request, SourceRule())


def source_rule(request: HttpRequest, source_rule_id: int) -> HttpResponse:
    row = SourceRule.objects.visible_to(request.user).filter(pk=source_rule_id).first()
    return render(request, "404.html", status=404) if row is None else _page(request, row)


def remove_source_rule(request: HttpRequest, source_rule_id: int) -> HttpResponse:
    if not SourceRule.objects.visible_to(request.user).filter(pk=source_rule_id).exists():
        return render(request, "404.html", status=404)
    operation = remove_rule(source_rule_id, by=request.user, now=timezone.now())
    say_undoable(request, f"{title_of(operation)}.", operation)
    return redirect("admin:source_rules")


def _shift(request: HttpRequest) -> str:
    """Where the page goes on: at the arrow that was pressed."""
    for name, places in (("up", -1), ("down", 1)):
        if name in request.POST:
            pk = row_id(request.POST[name]) or 0
            try:
                shift_rule(pk, places, by=request.user, now=timezone.now())
            except NotThere:
                messages.warning(request, _("This rule is not there any more."))
            return f"#{name}-{pk}"
    return ""


def _page(request: HttpRequest, row: SourceRule) -> HttpResponse:
    form = SourceRuleForm(request.POST if request.method == "POST" else None, row=row, all_of_it=tree())
    if form.sent(lambda: keep_rule(row.pk, form.cleaned_data, by=request.user, now=timezone.now())):
        messages.success(request, _("Saved. Touches are placed by the new rules in the background."))
        return redirect("admin:source_rules")
    title = str(row) if row.pk else _("New rule")
    context = page_context(request, title=title, form=form, row=row, may=request.user.has_perm(CHANGE))
    return TemplateResponse(request, "admin/attribution/rule.html", context, status=form.status)
