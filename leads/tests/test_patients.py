"""Who says yes is a patient, once, made of what the clinic chose (F:L28)."""

from datetime import date

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from leads.models import CustomField, CustomValue, Journey, Lead, Patient, Treatment
from leads.services.moving import Given, move_leads
from leads.services.patient_fields import keep_mapping
from leads.services.patients import USUAL, make_patients
from leads.services.rules import lead_rules
from leads.tests.factories import make_lead, reach, stage_of
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

NOW = timezone.now()
PAGE = "/admin/patient-fields/"


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def accept(lead, agent) -> Patient:
    move_leads([lead.pk], to=stage_of("accepted").pk, given=Given(amount=5), by=agent, now=NOW)
    return Patient.objects.get(lead=lead)


def own_field(key: str, kind: str, lead: Lead, **value) -> None:
    field = CustomField.objects.create(key=key, name=key.title(), kind=kind)
    CustomValue.objects.create(lead=lead, field=field, **value)


def test_a_patient_is_made_of_what_we_know_with_the_visits_of_the_treatment(here, agent):
    lead = make_lead(here, country="IT", city="Bari", language="it", interest="implants", treatment=_implants())
    reach(here, lead, "phone", "+39333111222")
    reach(here, lead, "email", "marco@example.com")

    patient = accept(lead, agent)

    journey = patient.journeys.get()
    assert str(patient) == "Marco Bellini"
    assert (patient.country, patient.city, patient.language, patient.remarks) == ("IT", "Bari", "it", "implants")
    assert (patient.phone, patient.email, patient.made_at) == ("+39333111222", "marco@example.com", NOW)
    assert list(journey.visits.values_list("number", "months_after")) == [(1, 0), (2, 4), (3, 0)]
    assert Entry.objects.about(patient).saying("patient.made").exists()


def _implants() -> Treatment:
    return Treatment.objects.create(code="x-implants", name="X implants", visits=3, healing_months=4)


def test_a_number_that_does_not_work_is_no_telephone(here, agent):
    lead = make_lead(here)
    reach(here, lead, "phone", "12", is_valid=False)

    assert accept(lead, agent).phone == ""


def test_a_repeat_makes_nothing(here, agent):
    lead = make_lead(here)
    accept(lead, agent)

    make_patients([Lead.objects.get(pk=lead.pk)], now=NOW)

    assert (Patient.objects.count(), Journey.objects.count()) == (1, 1)


def test_the_next_enquiry_accepted_is_one_more_journey_of_the_same_patient(here, agent):
    lead = make_lead(here)
    first = accept(lead, agent)
    Lead.objects.filter(pk=lead.pk).update(enquiry=2, stage=stage_of("new"), first_name="Changed")

    again = accept(lead, agent)

    assert (again.pk, again.first_name) == (first.pk, "Marco")
    assert list(again.journeys.values_list("enquiry", flat=True)) == [2, 1]


def test_a_clinic_chooses_what_fills_a_field(here, agent):
    lead = make_lead(here, company="Acme")
    own_field("birthday", "date", lead, day=date(1970, 5, 1))
    own_field("shoe", "number", lead, number="42.5000")
    own_field("allergies", "text", lead, text="latex")
    keep_mapping({"born_on": "custom:birthday", "city": "custom:shoe", "remarks": "custom:allergies", "email": ""})

    patient = accept(lead, agent)

    assert (patient.born_on, patient.city) == (date(1970, 5, 1), "42.5")
    assert (patient.remarks, patient.email) == ("latex", "")


def test_another_choice_is_believed_from_the_commit_on(here, on_commit):
    lead_rules()

    with on_commit(execute=True):
        keep_mapping({"city": ""})
        before = lead_rules().patient_fields

    assert (before, lead_rules().patient_fields["city"]) == ({}, "")


@pytest.mark.parametrize(("field", "source"), [("born_on", "city"), ("city", "assigned_to"), ("lead", "city")])
def test_what_fits_no_field_is_refused(here, field, source):
    with pytest.raises(InvalidData) as refusal:
        keep_mapping({field: source})

    assert set(refusal.value.fields) == {field}


def test_the_page_saves_and_tells_what_was_chosen(clinic):
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))
    sent = USUAL | {"remarks": "company"}

    answer = manager.post(PAGE, sent, follow=True)

    assert "Saved." in answer.content.decode()
    assert answer.context["form"].initial["remarks"] == "company"


def test_the_page_refuses_a_field_of_the_neighbour(clinic, other_clinic):
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))
    with clinic_context(other_clinic):
        CustomField.objects.create(key="theirs", name="Theirs", kind="text")

    answer = manager.post(PAGE, USUAL | {"remarks": "custom:theirs"})

    assert answer.status_code == 422
