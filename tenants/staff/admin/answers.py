from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.lib.errors import HouseError, NotThere
from tenants.staff.models import User


def not_there(request: HttpRequest) -> HttpResponse:
    """Not there, or not yours: the same body."""
    return render(request, "404.html", status=404)


def done_to(request: HttpRequest, person_id: int, do: Callable[..., User], said: Any) -> HttpResponse:
    """`do(person_id, by=...)`, and back to the person's page with `said` about their %(name)s or %(mail)s, or with
    the sentence that refused it."""
    try:
        person = do(person_id, by=request.user)
        messages.success(request, said % {"name": person, "mail": person.email})
    except NotThere:
        return not_there(request)
    except HouseError as refused:
        messages.error(request, refused.detail)
    return redirect("admin:staff_user_change", person_id)
