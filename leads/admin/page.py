"""The page of one lead: who it is, how far they are, what comes next, and all that happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.actions import offered_to
from leads.admin.companions import companions_of
from leads.admin.consents import consents_box
from leads.admin.form import LeadForm
from leads.admin.next_step import next_step
from leads.admin.own_fields import own_facts
from leads.admin.results import results
from leads.admin.score import score_of
from leads.asked import AskedOfOne, said_before
from leads.history.notes import pinned_notes
from leads.history.steps import owner_changes
from leads.models import Enquiry, FollowUp, Identity, Lead, LeadTag, LossReason, Stage, Tag, Temperature
from leads.models.stage import Semantic
from leads.page_links import links_for
from leads.parts import parts_of_lead
from leads.services.duplicates import similar_to
from leads.services.interactions import interactions_of
from leads.services.many import CHANGE
from leads.services.money import range_shown
from leads.services.patients import patient_of
from leads.services.sharing.duty import is_alone
from leads.services.stage_names import stage_name
from leads.services.timeline import timeline_of
from leads.services.waiting import clocked
from leads.services.watchers import watches
from leads.timeline import KINDS
from tenants.staff.models import User

OFF_THE_PATH = {Semantic.LOST, Semantic.CLOSED}
OWNERS_SHOWN, TAGS_OFFERED = 5, 200


@dataclass(frozen=True)
class Step:
    """A stage in the bar: `done`, `now`, or nothing yet."""

    name: str
    state: str


def lead_shown(pk: int, reader: User) -> Lead | None:
    """With what the page shows of it, or None when there is none that this reader may see."""
    rows = Lead.objects.visible_to(reader).select_related("stage", "assigned_to", "treatment", "partner")
    return rows.prefetch_related("identities").filter(pk=pk).first()


def lead_page(
    lead: Lead,
    *,
    reader: User,
    now: datetime,
    form: LeadForm | None = None,
    asked: AskedOfOne | None = None,
    show: str = "",
    before: datetime | None = None,
) -> dict[str, Any]:
    """What the template names; `form` is the one that was refused. A fixed number of queries."""
    may_change = reader.has_perm(CHANGE)
    enquiry = lead.enquiries.filter(number=lead.enquiry).first()
    if form is None and may_change:
        form = LeadForm(lead=lead, reader=reader)
    show = show if show in KINDS else ""
    return {
        "lead": lead,
        "form": form,
        "asked": asked or AskedOfOne(before=said_before(lead, enquiry)),
        "may_change": may_change,
        "actions": offered_to(lead, reader),
        "links": links_for(reader),
        "parts": parts_of_lead(lead, reader, now),
        "score": score_of(lead),
        "temperatures": Temperature.choices,
        "timeline": timeline_of(lead, reader, before=before, kind=show),
        "show": show,
        "before": before,
        "pinned": pinned_notes(lead, reader),
        "is_mine": lead.assigned_to_id == reader.pk,
        "watched": watches(lead, reader),
        "clock": clocked(lead, now),
        "alone": (alone := is_alone()),
        "owners": () if alone else owner_changes(lead).exclude(from_owner=None, to_owner=None)[:OWNERS_SHOWN],
        **_way(lead, enquiry),
        **_reach(lead, reader),
        **_next(lead, now),
        **_known(lead, now, form, may_change),
        "similar": similar_to(lead, reader=reader).count if may_change and not lead.merged_into_id else 0,
    }


def _way(lead: Lead, enquiry: Enquiry | None) -> dict[str, Any]:
    return {
        "has_left": lead.stage.semantic in OFF_THE_PATH,
        "steps": steps(lead.stage, Stage.objects.all()),
        "enquiry": enquiry,
        "value": range_shown(enquiry.amount, None, enquiry.currency) if enquiry else "",
        "patient": patient_of(lead),
        "arrivals_in_all": lead.payloads.count(),
    }


def _reach(lead: Lead, reader: User) -> dict[str, Any]:
    contacts = list(lead.identities.all())
    companions = companions_of(lead, reader)
    reached = [*contacts, *companions["holder_contacts"]]  # a companion has no number of their own
    return {
        "contacts": contacts,
        "unreachable": [contact for contact in contacts if not contact.is_valid],
        "reachable": [contact for contact in contacts if contact.is_valid],
        "phone": _first(reached, Identity.Kind.PHONE),
        "mail": _first(reached, Identity.Kind.EMAIL),
        **companions,
        **consents_box(lead, reader),
    }


def _next(lead: Lead, now: datetime) -> dict[str, Any]:
    return {
        "next": next_step(lead, now),
        "follow_ups": FollowUp.choices,
        "results": results(lead),
        "loss_reasons": LossReason.choices,
    }


def _known(lead: Lead, now: datetime, form: LeadForm | None, may_change: bool) -> dict[str, Any]:
    treatment, met = lead.treatment, lead.last_contact_date
    about = range_shown(treatment.price_from, None, treatment.currency) if treatment else ""
    return {
        "about": about,
        "chance": round(lead.conversion_probability * 100),
        "days_known": (now - lead.created_at).days,
        "days_silent": (now - met).days if met else None,
        "interactions": interactions_of(lead),
        "tags": [tie.tag for tie in LeadTag.objects.filter(lead=lead).select_related("tag")],
        "every_tag": Tag.objects.values_list("name", flat=True)[:TAGS_OFFERED] if may_change else [],
        "own_facts": own_facts(lead) if form is None else form.own_facts,
    }


def steps(current: Stage, stages: Any) -> list[Step]:
    """The way from enquiry to treatment. Whoever was lost on it stands nowhere."""
    on_the_way = [stage for stage in stages if stage.semantic not in OFF_THE_PATH]
    if current.semantic in OFF_THE_PATH:
        return [Step(stage_name(stage), "") for stage in on_the_way]
    return [Step(stage_name(stage), _state(stage, current)) for stage in on_the_way]


def _state(stage: Stage, current: Stage) -> str:
    if stage.pk == current.pk:
        return "now"
    return "done" if stage.position < current.position else ""


def _first(contacts: list[Identity], kind: str) -> Identity | None:
    return next((contact for contact in contacts if contact.kind == kind and contact.is_valid), None)
