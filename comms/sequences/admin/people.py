"""People in a sequence: where every number of its results leads (F:C14)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence
from comms.sequences.services.people import after_asked, asked_by, people_number, people_page
from comms.sequences.services.results import steps_of
from comms.sequences.services.telling import title_of
from tenants.desk.pages import page_context


def people(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = get_object_or_404(Sequence.objects.visible_to(request.user), pk=sequence_id)
    asked, now = asked_by(request.GET), timezone.now()
    page = people_page(row.pk, asked, by=request.user, after=after_asked(request.GET), now=now)
    steps = steps_of(row)
    named = {step.key: title_of(step) for step in steps}
    onward = request.GET.copy()
    onward["after"] = str(page.after or "")
    context = page_context(
        request,
        row=row,
        asked=asked,
        rows=[_shown(one, named) for one in page.rows],
        number=people_number(row.pk, asked, by=request.user, now=now),
        onward=onward.urlencode() if page.after else "",
        states=Enrolment.State.choices,
        reasons=reasons.STOPPED.items(),
        steps=[(str(key), title) for key, title in named.items()],
        kept=[
            (name, request.GET[name]) for name in ("variant", "was", "why", "before", "days") if name in request.GET
        ],
        chosen_step=str(asked.step or ""),
    )
    return TemplateResponse(request, "admin/sequences/people.html", context)


def _shown(one: Enrolment, named: dict[Any, str]) -> dict[str, Any]:
    why = reasons.STOPPED.get(one.reason, one.reason)
    following = named.get(one.next_step.key, "") if one.next_step and one.state == Enrolment.State.ACTIVE else ""
    return {"row": one, "lead": one.lead, "why": why, "next": following}
