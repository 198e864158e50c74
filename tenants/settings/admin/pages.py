"""/admin/settings/: what there is to set, and a page for each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tenants.desk import access
from tenants.desk.pages import page_context
from tenants.settings.registry import page_of, settings_pages
from tenants.settings.services.clinic import clinic_settings, save_settings
from tenants.staff.services.sessions import take_settings


def index(request: HttpRequest) -> HttpResponse:
    pages = [page for page in settings_pages() if access.allows(page.permission, request)]
    return TemplateResponse(request, "admin/settings/index.html", page_context(request, pages=pages))


def shown(slug: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one page."""

    def view(request: HttpRequest) -> HttpResponse:
        page = page_of(slug)
        may_write = access.allows(page.writing, request)
        sent = request.POST if request.method == "POST" else None
        form = page.form(sent, instance=clinic_settings(), readable_only=not may_write)
        if request.method == "POST" and form.is_valid():
            save_settings(form.cleaned_data)
            take_settings(request.session)
            messages.success(request, _("Saved."))
            return redirect(f"admin:settings_{slug}")
        context = page_context(request, page=page, form=form, may_write=may_write)
        return TemplateResponse(request, "admin/settings/page.html", context, status=422 if form.errors else 200)

    return view
