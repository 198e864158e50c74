"""The page of one colleague, and what it sends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.staff.admin.differences import in_words
from tenants.staff.admin.person_form import PersonForm
from tenants.staff.languages import named
from tenants.staff.models import User
from tenants.staff.services import rights
from tenants.staff.services.editing import ChangedMeanwhile, change_person
from tenants.staff.services.resetting import may_get_reset
from tenants.staff.services.shifts import is_on_shift
from tenants.staff.services.weekly import in_words as hours_in_words
from tenants.staff.services.weekly import stretches_of

TEMPLATE = "admin/staff/person.html"


def person_page(person: User, *, reader: User, form: PersonForm | None = None) -> dict[str, Any]:
    """What the template names; `form` is the one that was refused, and there is none for who only looks."""
    may = rights.may_manage(reader, person)
    own = person.pk == reader.pk
    return {
        "person": person,
        "form": form or (PersonForm(person=person, own=own) if may else None),
        "is_oneself": own,
        "on": is_on_shift(person, timezone.now()),
        "speaks": named(person.languages),
        "hours": hours_in_words(stretches_of(person)),
        "in_teams": list(person.teams.all()),
        "may_close": may and not own and person.is_active,
        "may_open": may and not own and not person.is_active,
        "may_see_sessions": may and not own and reader.has_perm("usersessions.view_usersession"),
        "may_reset": may and not own and may_get_reset(person),
        "may_invite_again": may and person.is_active and not person.has_usable_password(),
    }


def save_person(request: HttpRequest, person: User, *, surroundings: dict[str, Any]) -> HttpResponse:
    """Back to the page; 422 with what is wrong next to its field, 403 and 409 with the sentence."""
    form = PersonForm(request.POST, person=person, own=person.pk == request.user.pk)
    saved = form.sent(
        lambda: change_person(person.pk, form.wanted(), by=request.user, version=form.cleaned_data["version"])
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect("admin:staff_user_change", saved.pk)
    status, more = form.status, {}
    if isinstance(form.refused, ChangedMeanwhile):
        more = {"conflict": in_words(form.refused.differences)}
        form = _again(request, person)
    page = person_page(User.objects.get(pk=person.pk), reader=request.user, form=form)
    return TemplateResponse(request, TEMPLATE, {**surroundings, **page, **more}, status=status)


def _again(request: HttpRequest, person: User) -> PersonForm:
    """The same wishes over what is saved now: whoever saves once more has seen both."""
    now = User.objects.get(pk=person.pk)
    data = request.POST.copy()
    own = person.pk == request.user.pk
    data["version"] = PersonForm(person=now, own=own).initial["version"]
    return PersonForm(data, person=now, own=own)
