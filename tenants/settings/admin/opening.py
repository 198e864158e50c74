"""/admin/settings/opening/ and closed/: when the clinic answers, and when it does not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import NotThere
from crm.lib.row_ids import row_id
from tenants.desk import access
from tenants.desk.pages import page_context
from tenants.settings.models import Closure, Holiday
from tenants.settings.opening_forms import HolidayForm, OpeningForm, PauseForm
from tenants.settings.registry import CHANGE
from tenants.settings.services.clinic import clinic_settings
from tenants.settings.services.holidays import knows_holidays
from tenants.settings.services.opening import close_on, fill_holidays, open_at, opening_hours, pause, take_off
from tenants.staff.services.shifts import zone_named

OFF = {"holiday": Holiday, "pause": Closure}


def hours(request: HttpRequest) -> HttpResponse:
    form = OpeningForm(request.POST if request.method == "POST" else None, held=opening_hours())
    may_write = access.allows(CHANGE, request)
    if not may_write:
        for field in form.fields.values():
            field.disabled = True
    form.sent(lambda: open_at(form.stretches()))
    if form.is_bound and not form.errors:
        messages.success(request, _("Saved."))
        return redirect("admin:settings_opening")
    context = page_context(request, form=form, may_write=may_write, zone=clinic_settings().time_zone)
    return TemplateResponse(request, "admin/settings/opening.html", context, status=form.status)


def closed(request: HttpRequest) -> HttpResponse:
    """Both lists on one page; `do` says which of its buttons was pressed."""
    with timezone.override(zone_named(clinic_settings().time_zone)):
        forms = {"holiday": HolidayForm(prefix="holiday"), "pause": PauseForm(prefix="pause")}
        if request.method == "POST":
            said = _DONE.get(request.POST.get("do", ""), _nothing)(request, forms)
            if said:
                messages.success(request, said)
                return redirect("admin:settings_closed")
        return _lists(request, forms).render()


def _lists(request: HttpRequest, forms: dict) -> TemplateResponse:
    settings, now = clinic_settings(), timezone.now()
    year = now.year
    context = page_context(
        request,
        holiday_form=forms["holiday"],
        pause_form=forms["pause"],
        holidays=Holiday.objects.filter(day__year__gte=year),
        pauses=Closure.objects.filter(ends_at__gt=now),
        may_write=access.allows(CHANGE, request),
        years=[year, year + 1] if knows_holidays(settings.country) else [],
        zone=settings.time_zone,
    )
    status = max(form.status for form in forms.values())
    return TemplateResponse(request, "admin/settings/closed.html", context, status=status)


def _add_holiday(request: HttpRequest, forms: dict) -> str:
    form = forms["holiday"] = HolidayForm(request.POST, prefix="holiday")
    return _("Saved.") if form.sent(lambda: close_on(**form.cleaned_data)) else ""


def _add_pause(request: HttpRequest, forms: dict) -> str:
    form = forms["pause"] = PauseForm(request.POST, prefix="pause")
    return _("Saved.") if form.sent(lambda: pause(**form.cleaned_data)) else ""


def _fill(request: HttpRequest, forms: dict) -> str:
    this_year = timezone.now().year
    year = this_year + 1 if request.POST.get("year") == str(this_year + 1) else this_year
    number = fill_holidays(year)
    return ngettext("%(number)d holiday added.", "%(number)d holidays added.", number) % {"number": number}


def _remove(request: HttpRequest, forms: dict) -> str:
    model, pk = OFF.get(request.POST.get("what", "")), row_id(request.POST.get("row"))
    if model is None or pk is None:
        raise Http404
    try:
        take_off(model, pk)
    except NotThere:
        raise Http404 from None
    return _("Removed.")


def _nothing(request: HttpRequest, forms: dict) -> str:
    return ""


_DONE: dict[str, Callable[[HttpRequest, dict], str]] = {
    "holiday": _add_holiday,
    "pause": _add_pause,
    "fill": _fill,
    "remove": _remove,
}
