"""What a sequence achieved: its steps, texts against each other, channels, and why people left (LOOK 08, F:C14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.sequences.models import Enrolment, Sequence
from comms.sequences.services.counting import Counts
from comms.sequences.services.people import DAYS, days_asked
from comms.sequences.services.reactivating import brought_back
from comms.sequences.services.results import Comparison, OfStep, results_of
from comms.sequences.services.telling import title_of
from comms.sequences.services.winning import choose, take_back
from comms.services.templates.titles import template_title
from crm.lib.errors import NotThere
from tenants.desk.pages import page_context

ACTIVATE = "sequences.activate_sequence"
WIDTH = 120  # of the drawing of a range
COLUMNS = {
    "sent": gettext_lazy("Sent"),
    "delivered": gettext_lazy("Delivered"),
    "read": gettext_lazy("Read"),
    "replied": gettext_lazy("Replied"),
    "accepted": gettext_lazy("Accepted"),
    "waiting": gettext_lazy("Waiting"),
    "unknown": gettext_lazy("Outcome unknown"),
    "failed": gettext_lazy("Not sent"),
    "cancelled": gettext_lazy("Cancelled"),
    "skipped": gettext_lazy("Left out"),
}


@dataclass(frozen=True)
class Number:
    named: Any
    count: int
    query: str


@dataclass(frozen=True)
class Row:
    """`more` are those of the rarer numbers that are not nought."""

    title: str
    is_gone: bool
    numbers: list[Number]
    more: list[Number]


@dataclass(frozen=True)
class TextRow:
    title: str
    key: UUID
    label: str
    is_chosen: bool
    numbers: list[Number]
    percent: int | None
    low: int
    high: int
    chance: int
    start: int
    wide: int
    dot: int


@dataclass(frozen=True)
class Compared:
    title: str
    key: UUID
    rows: list[TextRow]
    told: Comparison
    leader: str
    probability: int
    sure: int
    chosen: str
    is_gone: bool


def results(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = get_object_or_404(Sequence.objects.visible_to(request.user), pk=sequence_id)
    days = days_asked(request.GET)
    told = results_of(row, by=request.user, days=days, now=timezone.now())
    states = [(label, told.states[value], value) for value, label in Enrolment.State.choices]
    context = page_context(
        request,
        title=_("Results"),
        row=row,
        people=reverse("admin:sequence_people", args=[row.pk]),
        days=days,
        all_days=DAYS,
        tail=f"&days={days}" if days else "",
        rows=[_row(one, row) for one in told.steps],
        compared=[_compared(one, row) for one in told.steps if one.comparison],
        channels=told.channels,
        states=states,
        everybody=told.people,
        reasons=told.reasons,
        back=brought_back(row.pk, by=request.user),
        may_choose=request.user.has_perm(ACTIVATE) and not row.archived_at,
    )
    return TemplateResponse(request, "admin/sequences/results.html", context)


def winner(request: HttpRequest, sequence_id: int) -> HttpResponse:
    """Choose a text for everybody, or take that back."""
    row = get_object_or_404(Sequence.objects.visible_to(request.user), pk=sequence_id)
    try:
        step = UUID(request.POST.get("step", ""))
        if request.POST.get("do") == "take_back":
            take_back(row.pk, step)
            messages.success(request, _("The texts are shared out again. From now on one is chosen by hand only."))
        else:
            choose(row.pk, step, UUID(request.POST.get("text", "")), by=request.user, now=timezone.now())
            messages.success(request, _("From now on everybody gets this text."))
    except (ValueError, NotThere):
        messages.warning(request, _("This text is no longer part of the step."))
    return redirect("admin:sequence_results", row.pk)


def _row(one: OfStep, sequence: Sequence) -> Row:
    key = str(one.step.key)
    numbers = [Number(_("Reached"), one.counts.reached, urlencode({"step": key, "was": "reached"}))]
    numbers += _numbers(one.counts, ("sent", "replied", "accepted"), step=key)
    numbers.append(Number(_("Stopped before"), one.stopped, urlencode({"before": key, "state": "stopped"})))
    more = _numbers(one.counts, ("delivered", "read", "waiting", "unknown", "failed", "cancelled"), step=key)
    left_out = [
        Number(words, count, urlencode({"step": key, "was": "skipped", "why": why}))
        for why, words, count in one.left_out
    ]
    return Row(
        title_of(one.step),
        one.step.version_id != sequence.version_id,
        numbers,
        [number for number in (*more, *left_out) if number.count],
    )


def _compared(one: OfStep, sequence: Sequence) -> Compared:
    told = one.comparison
    rows = list(_text_rows(told, str(one.step.key)))
    return Compared(
        title=title_of(one.step),
        key=one.step.key,
        rows=rows,
        told=told,
        leader=told.leader.text.label,
        probability=_percent(told.judged.probability),
        sure=round(100 * told.sure),
        chosen=next((text.label for text in rows if text.is_chosen), ""),
        is_gone=one.step.version_id != sequence.version_id,
    )


def _text_rows(told: Comparison, step: str) -> Iterator[TextRow]:
    scale = WIDTH / max(one.high for one in told.texts)
    for one in told.texts:
        rate = one.counts.rate
        yield TextRow(
            title=template_title(one.text.template),
            key=one.text.key,
            label=one.text.label,
            is_chosen=one.is_chosen,
            numbers=_numbers(one.counts, ("sent", "replied"), step=step, variant=str(one.text.key)),
            percent=None if rate is None else round(100 * rate),
            low=round(100 * one.low),
            high=round(100 * one.high),
            chance=_percent(one.chance),
            start=round(one.low * scale),
            wide=max(1, round((one.high - one.low) * scale)),
            dot=round((rate or 0) * scale),
        )


def _percent(chance: float) -> int:
    """Never more than is known: 94.9 % is not 95 %."""
    return int(100 * chance)


def _numbers(counts: Counts, names: tuple[str, ...], **of: str) -> list[Number]:
    return [Number(COLUMNS[name], getattr(counts, name), urlencode({**of, "was": name})) for name in names]
