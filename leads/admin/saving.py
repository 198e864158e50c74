"""What the page of a lead sends, saved or shown again with what is wrong."""

from collections.abc import Container, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import Difference, InvalidData, NotThere
from leads.admin.form import LeadForm
from leads.admin.page import lead_page
from leads.asked import AskedOfOne, said_before
from leads.models import CustomField, Enquiry, Lead, Partner, Stage, Treatment
from leads.services.custom import PREFIX
from leads.services.custom_fields import field_name
from leads.services.custom_kinds import plain
from leads.services.editing import ChangedMeanwhile, change_lead
from leads.services.money import amount_shown
from leads.services.moving.correcting import enquiry_of
from leads.services.own_names import shown_name
from tenants.audit.services.reading import lines_of
from tenants.staff.models import User


def save_lead(request: HttpRequest, lead: Lead, *, surroundings: dict[str, Any]) -> HttpResponse:
    """Back to the page; 422 with what is wrong by its field, 409 with both values when a colleague was first."""
    now = timezone.now()
    form = LeadForm(request.POST, lead=lead, reader=request.user)
    asked = AskedOfOne(request.POST, lead=lead)
    more, status = {}, 422
    if form.is_valid() & asked.is_valid():
        given = {"was": form.was() | asked.was(), "given": asked.given()}
        try:
            saved = change_lead(lead.pk, form.wanted(), by=request.user, now=now, **given)
        except NotThere:
            return render(request, "404.html", status=404)
        except InvalidData as wrong:
            for name, sentences in wrong.fields.items():
                place = asked if name in asked.fields else form
                place.add_error(name if name in place.fields else None, sentences)  # not each clinic has all
        except ChangedMeanwhile as first:
            lead, status = first.lead, 409
            more = {"conflict": conflict(first, request.user)}
            form, asked = _again(request, lead), _asked_again(request, first)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(_where(saved, request.user))
    context = {**surroundings, **lead_page(lead, reader=request.user, now=now, form=form, asked=asked), **more}
    return TemplateResponse(request, "admin/leads/lead/change_form.html", context, status=status)


def conflict(first: ChangedMeanwhile, reader: User) -> dict[str, Any]:
    """Who was first, and each field with what it holds now and what the second wanted, in words."""
    lines = lines_of(first.lead, reader, most=1)
    return {"line": lines[0] if lines else None, "rows": [_in_words(one) for one in first.differences]}


def _in_words(one: Difference) -> dict[str, Any]:
    if one.field.startswith(PREFIX):
        return _of_ones_own(one)
    field = next(f for f in (*Lead._meta.fields, *Enquiry._meta.fields) if f.attname == one.field)
    return {"label": field.verbose_name, "now": _shown(field, one.now), "wanted": _shown(field, one.wanted)}


def _of_ones_own(one: Difference) -> dict[str, Any]:
    field = CustomField.objects.get(key=one.field.removeprefix(PREFIX))
    now, wanted = plain(one.now) or _("nothing"), plain(one.wanted) or _("nothing")
    return {"label": field_name(field), "now": now, "wanted": wanted}


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return _("nothing")
    if field.attname == "amount":
        return amount_shown(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.related_model in (Partner, Stage, Treatment, User):
        row = field.related_model.objects.filter(pk=value).first()
        return _named(row) if row else "?"
    return str(dict(field.flatchoices).get(value, value))


def _named(row: Stage | Treatment | User) -> str:
    return shown_name(row) if isinstance(row, Treatment | Stage) else str(row)


def _again(request: HttpRequest, lead: Lead) -> LeadForm:
    """The same wishes against what the lead holds now: whoever saves once more has seen both."""
    data = request.POST.copy()
    fresh = LeadForm(lead=lead, reader=request.user)
    _now_before(data, fresh, fresh.initial, mine=())
    return LeadForm(data, lead=lead, reader=request.user)


def _asked_again(request: HttpRequest, first: ChangedMeanwhile) -> AskedOfOne:
    data, lead = request.POST.copy(), first.lead
    now = said_before(lead, enquiry_of(lead))
    _now_before(data, AskedOfOne(lead=lead), now, mine={one.field for one in first.differences})
    return AskedOfOne(data, lead=lead)


def _now_before(data: QueryDict, form: Form, now: Mapping[str, Any], *, mine: Container[str]) -> None:
    """What was left alone is the colleague's, unless it is among `mine`; what stands there `now` was seen."""
    for name in now:
        before, seen = "" if now[name] is None else str(now[name]), form.add_initial_prefix(name)
        if data.get(seen) == data.get(name) and name not in mine:
            data[name] = before
        data[seen] = before


def _where(lead: Lead, reader: User) -> str:
    """The page again, or the list when the lead is not this person's to see any more."""
    if Lead.objects.visible_to(reader).filter(pk=lead.pk).exists():
        return reverse("admin:leads_lead_change", args=[lead.pk])
    return reverse("admin:leads_lead_changelist")
