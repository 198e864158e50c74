"""What a version would do to whom, before it does (LOOK 08). A POST has many tried in the background."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.sequences.admin.builder import key_read, not_there, sequence_seen
from comms.sequences.admin.rehearsal_shown import shown
from comms.sequences.admin.trying import tried
from comms.sequences.models import Sequence, Version
from comms.sequences.services.drafts import open_version
from comms.sequences.services.rehearsing.audience import EVERYBODY, Audience, audience_of, audiences_of
from comms.sequences.services.rehearsing.rehearsing import (
    how_many,
    is_too_many,
    rehearse,
    rehearse_later,
    rehearsed,
)
from crm.lib.errors import NotThere
from tenants.desk.pages import page_context


def rehearsal(request: HttpRequest, sequence_id: int) -> HttpResponse:
    """`who` is a key of an audience, `run` what was tried in the background, `why` the number of a reason whose
    people are to be seen."""
    row = sequence_seen(request, sequence_id)
    version = open_version(row) if row else None
    if row is None or version is None:
        return not_there(request)
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("who", EVERYBODY)
    if run_id := key_read(request.GET.get("run", "")):
        return _of_run(request, row, run_id)
    try:
        audience = audience_of(row, key, request.user, now=timezone.now())
    except NotThere:
        return not_there(request)
    if request.method == "POST":
        run = tried(request, lambda: rehearse_later(version, key, by=request.user, now=timezone.now()))
        return redirect("admin:run", run.pk) if run else redirect("admin:sequence", row.pk)
    return _page(request, row, version, key, **_now(request, version, key, audience))


def _now(request: HttpRequest, version: Version, key: str, audience: Audience) -> dict[str, Any]:
    many = how_many(audience)
    if is_too_many(many) or not version.steps.exists():
        return {"too_many": is_too_many(many), "empty": not version.steps.exists()}
    now = timezone.now()
    tally = rehearse(version, audience, now=now)
    return shown(request, version, tally, query=urlencode({"who": key}))


def _of_run(request: HttpRequest, row: Sequence, run_id: UUID) -> HttpResponse:
    run = rehearsed(run_id, row.pk, request.user)
    version = Version.objects.select_related("sequence").filter(pk=run.about["version"]).first() if run else None
    if run is None or version is None or not run.result:
        return not_there(request)
    told = shown(request, version, run.result, query=urlencode({"run": run.pk}))
    return _page(request, row, version, run.about["audience"], run=run, **told)


def _page(request: HttpRequest, row: Sequence, version: Version, key: str, **told: Any) -> HttpResponse:
    context = page_context(
        request,
        title=_("Rehearsal"),
        row=row,
        version=version,
        is_draft=version.published_at is None,
        audiences=audiences_of(row, request.user),
        who=key,
        back=reverse("admin:sequence", args=[row.pk]),
        **told,
    )
    return TemplateResponse(request, "admin/sequences/rehearsal.html", context)


def rehearsal_part(request: HttpRequest, sequence: Sequence) -> dict[str, Any] | None:
    """The way there, on the page of the sequence."""
    if sequence.archived_at:
        return None
    return {"page": reverse("admin:sequence_rehearsal", args=[sequence.pk])}
