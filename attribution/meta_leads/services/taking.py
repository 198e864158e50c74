"""A filled form becomes a lead, or waits for people; once, whoever asks for it and however often (H:W2)."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from attribution.meta_leads.models import Form, InstantLead
from attribution.meta_leads.services.knowing import fetch_soon
from attribution.meta_leads.services.mapping import Mapped, answers_of
from attribution.meta_leads.services.questions import kept_questions
from attribution.providers.meta_leads.base import MetaLead
from attribution.providers.meta_leads.reading import lead_in
from attribution.services.touching import INSTANT
from crm.lib.errors import InvalidData
from crm.lib.shapes import loaded, mapping
from leads.models import Consent, Lead, LeadPayload
from leads.services.consent.agreeing import Given, row_of
from leads.services.consent.keys import key_of
from leads.services.custom import active_fields, write_custom
from leads.services.custom_kinds import Value, read_value
from leads.services.judging import enter_or_hold, hold, told_in
from leads.services.reading import Told
from tenants.services.rows import put

State, HeldFor = InstantLead.State, LeadPayload.HeldFor
SOURCE = "meta"  # where a consent was given
_NUMBERS = ("form_id", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name")


@transaction.atomic
def take(leadgen_id: str, filled: MetaLead, *, now: datetime) -> str:
    """What became of it, a State. A lead that is known already changes nothing."""
    row = (
        InstantLead.objects.select_for_update(of=("self",))
        .select_related("connection__partner")
        .get(leadgen_id=leadgen_id)
    )
    if row.state not in InstantLead.OPEN:
        return row.state
    row.form_id, row.filled_at = filled.form_id or row.form_id, filled.created_at or row.filled_at
    if filled.is_test:
        row.state = State.TEST
    else:
        at = min(row.filled_at or now, now)
        body = json.dumps(filled.raw, ensure_ascii=False).encode()
        row.payload = LeadPayload(body=body, content_type="application/json", received_at=at)
        _enter(row, row.payload, filled, now=now)
    row.trouble = ""
    row.save()
    return row.state


@transaction.atomic
def take_again(pk: int, *, now: datetime) -> str:
    """Read one by what its form's questions mean now; whoever was decided about meanwhile stays as decided."""
    row = _held().get(pk=pk)
    kept = LeadPayload.objects.select_for_update(no_key=True).filter(pk=row.payload_id).first()
    if row.state != State.UNROUTED or kept is None or kept.decision or kept.lead_id:
        return row.state
    kept.held_for = kept.reason = ""
    _enter(row, kept, lead_in(mapping(loaded(bytes(kept.body)))), now=now)
    row.save()
    return row.state


@transaction.atomic
def fetch_again(pk: int, *, now: datetime) -> None:
    """Ask Meta once more for one that it did not show."""
    row = InstantLead.objects.select_for_update().get(pk=pk)
    if row.state in InstantLead.OPEN:
        row.state, row.attempts, row.first_at, row.trouble = State.WAITING, 0, now, ""
        row.save(update_fields=["state", "attempts", "first_at", "trouble"])
        fetch_soon([row.leadgen_id], now=now, anew=True)


def take_again_of(form_pk: int, *, now: datetime) -> int:
    """All of a form that wait for what its questions mean; how many became leads."""
    form = Form.objects.get(pk=form_pk)
    rows = InstantLead.objects.filter(connection=form.connection_id, form_id=form.form_id, state=State.UNROUTED)
    waiting = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(take_again(pk, now=now) == State.ENTERED for pk in waiting)


def _held() -> QuerySet[InstantLead]:
    return InstantLead.objects.select_for_update(of=("self",)).select_related("connection__partner")


def _enter(row: InstantLead, payload: LeadPayload, filled: MetaLead, *, now: datetime) -> None:
    mapped, form = _mapped(row, filled)
    own, leftover = _own_values(mapped)
    fields = {**mapped.fields, **_partner(row)}
    if leftover:
        fields["message"] = "\n".join(filter(None, [fields.get("message", ""), *leftover]))
    numbers = {name: value for name in _NUMBERS if (value := getattr(filled, name))}
    more = {INSTANT: {"id": row.leadgen_id, "form": form.name if form else "", **numbers}}
    try:
        with transaction.atomic():
            told = told_in(payload, fields)
    except InvalidData:
        told_in(payload, fields, whole=False)
        payload.fields |= more
        hold(payload, HeldFor.INCOMPLETE, now=now)
        row.state = State.UNROUTED if mapped.is_unrouted else State.HELD
        return
    payload.fields |= more
    found = enter_or_hold(payload, told, now=now)
    row.lead, row.state = found.lead, State.ENTERED if found.lead else State.HELD
    if found.lead:
        _keep_beside(found.lead, mapped, told, own, form, at=payload.received_at, now=now)


def _mapped(row: InstantLead, filled: MetaLead) -> tuple[Mapped, Form | None]:
    form = Form.objects.filter(connection=row.connection_id, form_id=row.form_id).first()
    if form is None:
        return answers_of(filled, (), {}), None
    questions = kept_questions(form.questions)
    return answers_of(filled, questions, form.choices, locale=form.locale, form_name=form.name), form


def _partner(row: InstantLead) -> dict[str, str]:
    partner = row.connection.partner if row.connection else None
    return {"partner": partner.code} if partner else {}


def _own_values(mapped: Mapped) -> tuple[dict[str, Value], list[str]]:
    """What the clinic's own fields can hold, and as lines what they cannot: nothing is lost."""
    if not mapped.custom:
        return {}, []
    fields, read, left = active_fields(), {}, []
    for key, text in mapped.custom.items():
        try:
            read[key] = read_value(fields[key], text)
        except (KeyError, InvalidData):
            left.append(f"{key}: {text}")
    return read, left


def _keep_beside(
    lead: Lead,
    mapped: Mapped,
    told: Told,
    own: Mapping[str, Value],
    form: Form | None,
    *,
    at: datetime,
    now: datetime,
) -> None:
    if own:
        write_custom({lead: own}, active_fields(), now=now)
    reachable = told.reachable
    key = key_of(reachable[0].kind, reachable[0].value) if reachable else ""
    rows = []
    for purpose, channel, is_given, box in mapped.consents:
        given = Given(purpose, channel, source=SOURCE, words=box, form=form.name if form else "")
        rows.append(row_of(given, address_key=key, is_given=is_given) | {"lead_id": lead.pk, "at": at})
    put(Consent, *rows)
