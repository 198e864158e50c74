"""Who said yes is a patient: made once of their lead, with a journey for each enquiry accepted (F:L28)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from leads.models import CustomField, Identity, Journey, JourneyVisit, Lead, LeadRules, Patient, Treatment
from tenants.audit.services.record import record_many

CUSTOM = "custom:"
# What a patient holds, and which field of the lead it is made of unless the clinic says otherwise.
USUAL = {
    "first_name": "first_name",
    "last_name": "last_name",
    "born_on": "",
    "country": "country",
    "city": "city",
    "language": "language",
    "phone": "phone",
    "email": "email",
    "remarks": "interest",
}
FROM_LEAD = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "country": _("Country"),
    "city": _("City"),
    "language": _("Language"),
    "company": _("Company"),
    "interest": _("What they asked for"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "sub_source": _("Which source"),
}
REACHED = {"phone": Identity.Kind.PHONE, "email": Identity.Kind.EMAIL}


def mapping() -> dict[str, str]:
    """{field of a patient: field of a lead, `custom:key`, or empty for none}, as the clinic chose."""
    rules = LeadRules.objects.filter(pk=1).first()
    chosen = rules.patient_fields if rules and isinstance(rules.patient_fields, dict) else {}
    return {name: chosen.get(name, usual) for name, usual in USUAL.items()}


def patient_of(lead: Lead) -> Patient | None:
    """Who this lead became, with the visits of each journey, the latest first."""
    rows = Patient.objects.filter(lead=lead).prefetch_related("journeys__treatment", "journeys__visits")
    return rows.first()


def patient_had(lead: Lead, field: str, values: Iterable[str]) -> Patient | None:
    """Who this lead became, if they still have one of `values` in that field."""
    return Patient.objects.filter(lead=lead, **{f"{field}__in": values}).first()


def make_patients(leads: Sequence[Lead], *, now: datetime) -> None:
    """One each, with a journey of the enquiry that the lead is on; who is one already gets the journey only.

    Part of the transaction that holds the leads. A repeat makes nothing; the number of statements does not depend
    on how many they are.
    """
    known = dict(Patient.objects.filter(lead__in=leads).values_list("lead_id", "pk"))
    fresh = [lead for lead in leads if lead.pk not in known]
    if fresh:
        made = Patient.objects.bulk_create(_patients(fresh, now))
        known |= {row.lead_id: row.pk for row in made}
        record_many("patient.made", Patient, [(row.pk, str(row), {"lead": (None, row.lead_id)}) for row in made])
    there = set(Journey.objects.filter(patient__lead__in=leads).values_list("patient__lead_id", "enquiry"))
    going = [lead for lead in leads if (lead.pk, lead.enquiry) not in there]
    treatments = Treatment.objects.in_bulk({lead.treatment_id for lead in going if lead.treatment_id})
    journeys = Journey.objects.bulk_create(
        Journey(
            patient_id=known[lead.pk],
            enquiry=lead.enquiry,
            treatment=treatments.get(lead.treatment_id),
            began_at=now,
        )
        for lead in going
    )
    JourneyVisit.objects.bulk_create(visit for journey in journeys for visit in _visits(journey))


def _visits(journey: Journey) -> Iterable[JourneyVisit]:
    """As many as the treatment takes; bone heals before the second."""
    treatment = journey.treatment
    for number in range(1, (treatment.visits if treatment else 1) + 1):
        heals = treatment.healing_months if treatment and number == 2 else 0
        yield JourneyVisit(journey=journey, number=number, months_after=heals)


def _patients(leads: Sequence[Lead], now: datetime) -> list[Patient]:
    chosen = mapping()
    prefetch_related_objects(leads, "identities")
    if any(said.startswith(CUSTOM) for said in chosen.values()):
        prefetch_related_objects(leads, "custom_values__field")
    return [_patient(lead, chosen, now) for lead in leads]


def _patient(lead: Lead, chosen: Mapping[str, str], now: datetime) -> Patient:
    values = {name: fitting(name, _said(lead, source)) for name, source in chosen.items() if source}
    return Patient(lead=lead, made_at=now, **values)


def _said(lead: Lead, source: str) -> object:
    if source in REACHED:
        reached = (one for one in lead.identities.all() if one.kind == REACHED[source] and one.is_valid)
        return next((one.value for one in reached), "")
    if source.startswith(CUSTOM):
        held = (one for one in lead.custom_values.all() if one.field.key == source.removeprefix(CUSTOM))
        return next((_plain(one) for one in held), "")
    return getattr(lead, source) if source in FROM_LEAD else ""


def _plain(value: object) -> object:
    kind = value.field.kind
    if kind == CustomField.Kind.DATE:
        return value.day
    if kind == CustomField.Kind.NUMBER:
        return f"{value.number.normalize():f}"
    return value.text


def fitting(name: str, value: object) -> object:
    """As the patient's column takes it: a birthday is a date or nothing, a text is cut to its length."""
    if name == "born_on":
        return value if isinstance(value, date) else None
    longest = Patient._meta.get_field(name).max_length
    return str(value or "")[:longest]
