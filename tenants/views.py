"""Pages without a login: the door that a visit of the platform comes in by, and where no clinic is opened."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from crm.lib.errors import InvalidData
from tenants.middleware import works_while_suspended
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


@require_safe
def register_company(request: HttpRequest) -> HttpResponse:
    """Nobody registers a clinic by himself: says who opens one, and where to log in (H:N9)."""
    return render(request, "tenants/register_company.html")
