"""The demo clinics' pages at the simulated Meta: connected, with forms, and with what some leads filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services.arriving import CHANNEL
from attribution.meta_leads.services.knowing import LOOK
from attribution.meta_leads.services.opening import seal
from attribution.meta_leads.services.questions import keep_questions
from attribution.providers.meta_leads.reading import form_in
from attribution.providers.simulator.lead_pages import LEAD, LeadPage, an_id, drawn_page, keep_pages, kept_pages
from attribution.providers.simulator.lead_world import stamp
from attribution.services.demo import touch_by_forms
from crm.lib.http import is_loopback
from leads.models import LeadPayload
from leads.services.demo import demo_clinics
from tenants.context import clinic_context, current_clinic
from tenants.models import Clinic
from tenants.services.due import schedule
from tenants.services.hosts import platform_address
from tenants.services.routes import claim_channel

SINCE, MOST = timedelta(days=60), 24  # of the leads that were there before the page
SOCIAL = ("facebook", "instagram")
# What the questions of the forms mean, beside what goes by itself.
CHOICES = {
    "which_treatment_do_you_need?": "treatment",
    "quale_trattamento": "treatment",
    "marketing_optin": "consent.marketing",
}


def connect_demo_pages() -> int:
    """Give each demo clinic its page there; how many clinics those are. Does nothing where no simulator is asked
    for, nor to a clinic that connected a page of its own. Safe to repeat: a page keeps its key and its leads."""
    if not is_loopback(settings.META_BASE_URL):
        return 0
    home, now = Path(settings.DEMO_FILE).parent, timezone.now()
    known = {page.slug: page for page in kept_pages(home)}
    pages = [_connected(clinic, known.get(clinic.slug), now=now) for clinic in demo_clinics()]
    keep_pages(home, [page for page in pages if page])
    return len(pages)


def _connected(clinic: Clinic, known: LeadPage | None, *, now: datetime) -> LeadPage | None:
    page = known or drawn_page(clinic.slug, clinic.name)
    url = f"{platform_address()}/api/v1/webhooks/meta-leads"
    page = replace(page, app_id=settings.META_APP_ID, app_secret=settings.META_APP_SECRET, url=url)
    with clinic_context(clinic), transaction.atomic():
        row = Connection.objects.filter(page_id=page.id).first()
        if row is None and (Connection.objects.exists() or not claim_channel(CHANNEL, page.id, current_clinic())):
            return None
        row = row or Connection(page_id=page.id, name=page.name, connected_at=now, is_subscribed=True)
        seal(row, page.token)
        row.save()
        if not Form.objects.filter(connection=row).exists():
            page = replace(page, filled=tuple(_filled(row, page, now=now)))
            _keep_forms(row, page, now=now)
        touch_by_forms({one.leadgen_id: one.payload for one in _known(row)})
        schedule(LOOK, at=now)
    return page


def _known(row: Connection) -> QuerySet[InstantLead]:
    """Who filled in a form of it and is a lead."""
    rows = InstantLead.objects.filter(connection=row, lead__isnull=False, payload__lead__isnull=False)
    return rows.select_related("payload__lead")


def _keep_forms(row: Connection, page: LeadPage, *, now: datetime) -> None:
    """All that was filled in is known: the first look finds what comes from now on."""
    for form in page.forms:
        told = form_in({"id": form.id, "name": form.name, "locale": form.locale, "questions": form.questions})
        keys = [question.key for question in told.questions] + [box["key"] for box in form.boxes]
        Form.objects.create(
            connection=row,
            form_id=form.id,
            name=form.name,
            status=form.status,
            locale=form.locale,
            questions=keep_questions(told.questions),
            choices={key: CHOICES[key] for key in keys if key in CHOICES},
            cursor=now,
            asked_at=now,
        )


def _filled(row: Connection, page: LeadPage, *, now: datetime) -> Iterator[Mapping[str, Any]]:
    """Of the last who came by Facebook and Instagram, as Meta would show them; each is known as filled."""
    came = LeadPayload.objects.filter(lead__source__in=SOCIAL, lead__merged_into=None, received_at__gte=now - SINCE)
    first = came.order_by("lead_id", "received_at", "pk").distinct("lead_id").values("pk")
    last = came.filter(pk__in=first).select_related("lead").order_by("-received_at", "-pk")[:MOST]
    for place, payload in enumerate(reversed(last)):
        form, leadgen_id = page.forms[place % len(page.forms)], an_id(LEAD)
        InstantLead.objects.create(
            leadgen_id=leadgen_id,
            connection=row,
            form_id=form.id,
            state=InstantLead.State.ENTERED,
            told_by=InstantLead.Way.LOOK if place % 9 == 4 else InstantLead.Way.WEBHOOK,
            first_at=payload.received_at,
            filled_at=payload.received_at,
            lead=payload.lead,
            payload=payload,
        )
        yield _shown(leadgen_id, form.id, form.questions, payload)


def _shown(leadgen_id: str, form_id: str, questions: list[dict[str, Any]], payload: LeadPayload) -> dict[str, Any]:
    said = {"FULL_NAME": str(payload.lead)} | {
        kind: str(payload.fields.get(name, "")) for kind, name in (("EMAIL", "email"), ("PHONE", "phone"))
    }
    at = int(payload.received_at.timestamp())
    answers = [{"name": one["key"], "values": [said[one["type"]]]} for one in questions if said.get(one["type"])]
    about = {"id": leadgen_id, "at": at, "form_id": form_id, "created_time": stamp(at), "field_data": answers}
    return about | {"platform": "ig" if payload.lead.source == "instagram" else "fb", "is_organic": True}
