"""What would be sent of these lines of the ledger, at this moment: a payload each, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attribution.conversions.models import ConversionEvent, Destination, Upload
from attribution.conversions.services.allowed import NotAllowedOut
from attribution.conversions.services.names import refusal
from attribution.conversions.services.neutral import conversion_rules, own_treatments
from attribution.conversions.services.telling import why
from attribution.conversions.services.telling.judging import Asked, why_not_google, why_not_meta
from attribution.conversions.services.telling.payloads import Told, for_google, for_meta, reference
from attribution.conversions.services.telling.people import forms_of, known_of


@dataclass(frozen=True)
class Draft:
    """`payload` or `code`, never both."""

    upload: Upload
    name: str = ""
    reference: str = ""
    payload: dict[str, Any] | None = None
    code: str = ""


def drafts(uploads: Sequence[Upload], destination: Destination, *, now: datetime) -> list[Draft]:
    """In the order of `uploads`, which come `with_consent` and with their leads. As many questions for many as for
    one. The names are judged once more against the price list as it is now."""
    leads = {one.lead_id for one in uploads if one.lead_id}
    known, rules = known_of(leads), conversion_rules()
    own = list(own_treatments())
    is_meta = destination.kind == Destination.Kind.META
    forms = forms_of(leads) if is_meta else {}
    events = {} if is_meta else _events(leads, rules.tells, now)
    found = []
    for one in uploads:
        name = rules.stage_names.get(one.step, "") if is_meta else getattr(rules, f"{one.step}_name", "")
        form, event = forms.get((one.lead_id, one.enquiry)), events.get((one.lead_id, one.enquiry, one.step))
        asked = _asked(one, form, event)
        code = (why_not_meta if is_meta else why_not_google)(asked, now)
        if not code and refusal(name, own):
            code = why.NOT_NEUTRAL
        if code:
            found.append(Draft(one, code=code))
            continue
        told = Told(
            reference=reference(one.lead_id, one.enquiry, one.step),
            name=name,
            at=one.happened_at,
            known=known.get(one.lead_id, {}),
            meta_lead=form.id if form else "",
            **_of_event(event),
        )
        found.append(_drafted(one, told, rules.stage_names.values() if is_meta else None))
    return found


def _events(leads: set[int], tells: str, now: datetime) -> dict[tuple[int, int, str], ConversionEvent]:
    rows = ConversionEvent.objects.filter(lead__in=leads).with_state(tells, now)
    return {(row.lead_id, row.enquiry, row.kind): row for row in rows}


def _asked(one: Upload, form: Any, event: ConversionEvent | None) -> Asked:
    lead = one.lead
    return Asked(
        at=one.happened_at,
        is_gone=lead is None,
        is_merged=lead is not None and lead.merged_into_id is not None,
        is_test=lead is not None and lead.is_test,
        agreed=one.agreed,
        meta_lead=form.id if form else "",
        form_at=form.at if form else None,
        state=event.state if event else "",
    )


def _of_event(event: ConversionEvent | None) -> dict[str, Any]:
    if event is None:
        return {}
    return {name: getattr(event, name) for name in ("click_kind", "click_id", "value", "currency")}


def _drafted(one: Upload, told: Told, names: Any) -> Draft:
    """A field that may not leave stops its event here, whatever put it there."""
    try:
        payload = for_google(told) if names is None else for_meta(told, names)
    except NotAllowedOut as stopped:
        return Draft(one, code=f"firewall:{stopped.field}"[:60])
    return Draft(one, name=told.name, reference=told.reference, payload=payload)
