"""Pages without a login: the door that a visit of the platform comes in by, and where one asks for a clinic."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.lib.errors import InvalidData, TooMany
from tenants.desk.address import counted_address
from tenants.middleware import works_while_suspended
from tenants.registration_form import TRAP, RegistrationForm
from tenants.services.registering.asking import ask
from tenants.services.visits import behind, enter
from tenants.visiting import SESSION_KEY

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@works_while_suspended
@require_http_methods(["GET", "HEAD", "POST"])
def visit_door(request: HttpRequest, visit_token: str) -> HttpResponse:
    """GET says whose visit it is and changes nothing (H:N12); POST goes in."""
    now = timezone.now()
    try:
        if request.method != "POST":
            return render(request, "tenants/visit_door.html", {"visit": behind(visit_token, now=now)})
        visit, user = enter(visit_token, now=now)
    except InvalidData as shut:
        return render(request, "tenants/visit_door.html", {"refusal": shut.detail}, status=404)
    login(request, user, backend=_BACKEND)
    request.session[SESSION_KEY] = str(visit.pk)
    request.session.set_expiry(visit.ends_at)
    return redirect("admin:index")


@require_http_methods(["GET", "HEAD", "POST"])
def register_company(request: HttpRequest) -> HttpResponse:
    """Asks for a clinic (F:I18). Every form that is filled in right gets the same answer, a robot's too (H:N7)."""
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    too_many = None
    if form.is_bound and form.is_valid():
        try:
            if not form.is_trapped:
                ask(form.wish, address=counted_address(request), now=timezone.now())
            return render(request, "tenants/register_company.html", {"asked": form.wish.email})
        except TooMany as refused:
            too_many = refused
            form.add_error(None, _("Many requests came of late. Try again in an hour."))
    status = 429 if too_many else 422 if form.is_bound else 200
    answer = render(request, "tenants/register_company.html", {"form": form, "trap": TRAP}, status=status)
    if too_many:
        answer["Retry-After"] = str(too_many.retry_after)
    return answer
