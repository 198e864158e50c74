"""What the questions of one instant form mean, with examples of what was answered (F:I13)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.meta_leads.admin.forms import MeaningForm
from attribution.meta_leads.admin.pages import missing
from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.permissions import CONNECT
from attribution.meta_leads.services import choosing, samples
from attribution.meta_leads.services.mapping import meaning_of
from attribution.meta_leads.services.once_more import read_once_more
from attribution.meta_leads.services.questions import kept_questions
from attribution.providers.meta_leads.base import Question
from tenants.desk.access import allows
from tenants.desk.pages import page_context


def meaning(request: HttpRequest, form_id: int) -> HttpResponse:
    """GET shows each question, what it means by itself and examples; POST keeps what was chosen instead."""
    pages = Connection.objects.visible_to(request.user)
    row = Form.objects.filter(connection__in=pages, pk=form_id).select_related("connection").first()
    if row is None:
        return missing(request)
    seen = samples.latest(row, request.user)
    questions = _questions(row, seen)
    fields, consents = choosing.meanings()
    form = MeaningForm(
        request.POST if request.method == "POST" else None,
        questions=questions,
        boxes=_boxes(row, seen, questions),
        chosen=row.choices,
        fields=fields,
        consents=consents,
    )
    if form.sent(lambda: choosing.choose(row.pk, form.choices(), by=request.user)):
        _say(request, read_once_more(row, now=timezone.now()))
        return redirect("admin:meta_leads_form", form_id=row.pk)
    context = page_context(
        request,
        title=str(row),
        row=row,
        form=form,
        asked=_shown(form, questions, samples.examples(seen), dict([*fields, *consents])),
        waiting=_waiting(row),
        may_connect=allows(CONNECT, request),
    )
    return render(request, "admin/meta_leads/form.html", context, status=form.status)


def _questions(row: Form, seen: list) -> list[Question]:
    """Those that Meta tells, and those that were answered all the same: a form is copied and changed."""
    known = list(kept_questions(row.questions))
    keys = {question.key for question in known}
    more = dict.fromkeys(answer.name for lead in seen for answer in lead.answers if answer.name not in keys)
    return [*known, *(Question(name) for name in more)]


def _boxes(row: Form, seen: list, questions: list[Question]) -> list[str]:
    """Those that were shown of late, and those that something was chosen for."""
    asked = {question.key for question in questions}
    chosen = [key for key in row.choices if key not in asked]
    return list(dict.fromkeys([*samples.boxes(seen), *chosen]))


def _shown(
    form: MeaningForm, questions: list[Question], examples: dict[str, str], words: dict[str, object]
) -> list[dict[str, object]]:
    """One for each field of the form: what it is about, and what was chosen in words, for who only reads it."""
    every = {**words, **dict(MeaningForm.ALWAYS)}
    known = {question.key: question for question in questions}
    rows = []
    for name, key in form.keys.items():
        question = known.get(key) if name.startswith("q") else None
        by_itself = words.get(meaning_of(question, {}), "") if question else ""
        chosen = form.fields[name].initial
        said = every.get(chosen, "") if chosen or not by_itself else by_itself
        row = {"field": form[name], "key": key, "said": said, "by_itself": by_itself}
        rows.append({**row, "examples": examples.get(key, "")})
    return rows


def _waiting(row: Form) -> int:
    rows = InstantLead.objects.filter(connection=row.connection_id, form_id=row.form_id)
    return rows.filter(state=InstantLead.State.UNROUTED).count()


def _say(request: HttpRequest, number: int) -> None:
    if number:
        told = ngettext("Kept. %(number)d lead was taken in.", "Kept. %(number)d leads were taken in.", number)
        messages.success(request, told % {"number": number})
    else:
        messages.success(request, _("Kept. It counts for whoever fills the form from now on."))
