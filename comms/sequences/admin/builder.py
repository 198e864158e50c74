"""The page of one sequence: its path, what stands in the way, and how its messages read (LOOK 08)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from comms.sequences.admin.samples import samples
from comms.sequences.models import Group, Sequence, Step, Version
from comms.sequences.parts import BELOW, SIDE, parts_of
from comms.sequences.services.checking import Languages, Problem, languages_of, problems_of
from comms.sequences.services.condition_rules import conditions_said, names_once
from comms.sequences.services.content import steps_of
from comms.sequences.services.drafts import open_version
from comms.sequences.services.listing import Numbers, numbers_of
from comms.sequences.services.telling import (
    days_on,
    days_said,
    span_said,
    texts_said,
    title_of,
    wait_said,
    window_said,
)
from tenants.desk.pages import page_context

ICONS = {"whatsapp": "chat", "mail": "mail", "sms": "sms"}
CHANGE, ACTIVATE = "sequences.change_sequence", "sequences.activate_sequence"


@dataclass(frozen=True)
class Node:
    step: Step
    day: str
    when: str
    waits: str
    icon: str
    title: str
    texts: str
    only_if: str
    spoken: Languages | None
    problems: list[Problem]


def sequence_seen(request: HttpRequest, pk: int) -> Sequence | None:
    rows = Sequence.objects.visible_to(request.user).filter(of_rule=False)
    return rows.select_related("version", "made_by").filter(pk=pk).first()


def not_there(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)


def builder(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    if row is None:
        return not_there(request)
    version = open_version(row)
    steps = steps_of(version)
    problems = problems_of(version, steps)
    chosen = _chosen(request, steps)
    context = page_context(
        request,
        title=row.name,
        row=row,
        version=version,
        is_draft=version.published_at is None,
        nodes=list(_nodes(version, steps, problems)),
        problems=[one for one in problems if one.key is None],
        stops=any(one.stops for one in problems),
        window=window_said(version),
        groups=[Group(one).label for one in row.groups],
        numbers=numbers_of([row.pk], by=request.user, now=timezone.now()).get(row.pk, Numbers()),
        sample=samples(request, chosen) if chosen else None,
        side=list(parts_of(request, row, SIDE)),
        below=list(parts_of(request, row, BELOW)),
        may_change=request.user.has_perm(CHANGE) and not row.archived_at,
        may_turn=request.user.has_perm(CHANGE),
        may_activate=request.user.has_perm(ACTIVATE) and not row.archived_at,
        back=reverse("admin:sequence", args=[row.pk]),
    )
    return TemplateResponse(request, "admin/sequences/builder.html", context)


def _nodes(version: Version, steps: list[Step], problems: list[Problem]) -> Iterator[Node]:
    spoken, names = languages_of(steps), names_once()
    for step, day in zip(steps, days_on(steps), strict=True):
        yield Node(
            step=step,
            day=day,
            when=_when(version, step),
            waits=wait_said(step.wait, step.unit),
            icon=ICONS.get(step.channel, "task_alt" if step.kind == Step.Kind.TASK else "call"),
            title=title_of(step),
            texts=texts_said(step),
            only_if=conditions_said(step.conditions, names),
            spoken=spoken.get(step.key),
            problems=[one for one in problems if one.key == step.key],
        )


def _when(version: Version, step: Step) -> str:
    parts = [f"{step.at:%H:%M}"] if step.at else []
    if step.window_from or step.window_until:
        starts, ends = step.window_from or version.window_from, step.window_until or version.window_until
        parts.append(span_said(starts, ends))
    if step.weekdays:
        parts.append(days_said(set(step.weekdays) & set(version.weekdays)))
    return ", ".join(parts)


def _chosen(request: HttpRequest, steps: list[Step]) -> Step | None:
    """The message that is shown as they get it: the one asked for, else the first."""
    messages = [one for one in steps if one.kind == Step.Kind.MESSAGE and one.variants.all()]
    asked = request.GET.get("step", "")
    return next((one for one in messages if str(one.key) == asked), next(iter(messages), None))


def key_read(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
