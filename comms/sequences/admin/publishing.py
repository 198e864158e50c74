"""What changed, and the button that puts it into use."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.sequences.admin.builder import ACTIVATE, not_there, sequence_seen
from comms.sequences.admin.forms import SequenceForm
from comms.sequences.models import Sequence, Version
from comms.sequences.services.checking import problems_of
from comms.sequences.services.content import seen_of_version, steps_of
from comms.sequences.services.differing import changes_between
from comms.sequences.services.publishing import publish, under_way
from comms.sequences.services.telling import title_of
from tenants.desk.pages import page_context

ALONG = [
    ("yes", gettext_lazy("Go on with the new version, from their next step")),
    ("no", gettext_lazy("Finish the version they began with")),
]


class PublishForm(SequenceForm):
    along = forms.ChoiceField(label=gettext_lazy("Who is under way"), choices=ALONG)

    def __init__(self, data: Mapping[str, str] | None, *, seen: str, people: int):
        super().__init__(data, initial={"seen": seen, "along": "yes"})
        if not people:
            del self.fields["along"]
        self.dress()


def publishing(request: HttpRequest, sequence_id: int) -> HttpResponse:
    """The draft against the version in use; a POST publishes it."""
    row = sequence_seen(request, sequence_id)
    if row is None:
        return not_there(request)
    draft = row.versions.filter(published_at=None).first()
    if draft is None:
        return redirect("admin:sequence", row.pk)
    steps, people = steps_of(draft), under_way([row.pk]).get(row.pk, 0)
    form = PublishForm(
        request.POST if request.method == "POST" else None, seen=seen_of_version(draft, steps), people=people
    )
    done = form.sent(
        lambda: publish(
            row.pk,
            takes_along=form.cleaned_data.get("along") == "yes",
            seen=form.cleaned_data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    )
    if done:
        messages.success(request, _said(row, done.version.number))
        return (
            redirect("admin:run", done.run.pk)
            if done.run and not done.run.ended_at
            else redirect("admin:sequence", row.pk)
        )
    return _shown(request, row, draft, form, people)


def _shown(request: HttpRequest, row: Sequence, draft: Version, form: PublishForm, people: int) -> HttpResponse:
    steps, old = steps_of(draft), steps_of(row.version) if row.version else []
    titles = {step.key: title_of(step) for step in steps}
    context = page_context(
        request,
        row=row,
        draft=draft,
        form=form,
        people=people,
        changes=changes_between(row.version, old, draft, steps),
        problems=[(one, titles.get(one.key)) for one in problems_of(draft, steps)],
        may_activate=request.user.has_perm(ACTIVATE) and not row.archived_at,
        title=_("What changed") if row.version else _("Activate"),
    )
    return TemplateResponse(request, "admin/sequences/publish.html", context, status=form.status)


def _said(row: Sequence, number: int) -> str:
    if row.version is None:
        return _("%(sequence)s is active.") % {"sequence": row.name}
    return _("Version %(number)d of %(sequence)s is in use.") % {"number": number, "sequence": row.name}
