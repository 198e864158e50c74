"""Treatments by the name that the reader's language has in the price list (F:2c)."""

import pytest
from django.utils import translation

from crm.testing.people import client_of, make_user
from leads.models import Lead, Treatment
from leads.services.editing import change_lead
from leads.services.treatment_names import treatment_name
from leads.tests.factories import make_lead, scored
from tenants.context import clinic_context

LIST = "/admin/leads/lead/"


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def heike(here):
    return make_user(here, email="heike@example.com", language="de")


@pytest.mark.parametrize(
    ("language", "names", "called"),
    [
        ("de", {"de": "Einzelimplantat"}, "Einzelimplantat"),
        ("de", {"it": "Impianto"}, "Implant"),
        ("de", {"de": ""}, "Implant"),
        ("de", {"de": 7}, "Implant"),
        ("en", {"en": "An older name"}, "Implant"),
        (None, {"en": "An older name"}, "Implant"),
    ],
)
def test_its_name_for_a_reader(language, names, called):
    treatment = Treatment(name="Implant", names=names)

    with translation.override(language):
        assert treatment_name(treatment) == called


def test_the_list_its_filter_and_the_reasons_say_it_in_the_readers_language(here, heike):
    with clinic_context(here):
        implant = Treatment.objects.get(code="single-implant")
    make_lead(here, treatment=implant, **scored(treatment=implant.name))

    answer = client_of(here, heike).get(LIST, {"treatment": implant.pk})
    page = answer.content.decode()

    assert "<bdi>Einzelimplantat</bdi>" in page
    assert [chip.value for chip in answer.context["cl"].active_filters()] == ["Einzelimplantat"]
    assert implant.name not in page


def test_so_does_the_page_of_the_lead_its_score_its_form_and_its_changes(here, heike):
    lead = make_lead(here)
    with clinic_context(here):
        implant = Treatment.objects.get(code="single-implant")
        change_lead(lead.pk, {"treatment_id": implant.pk}, by=heike, now=lead.created_at)
        columns = scored(treatment=implant.name)
        columns.pop("temperature")
        Lead.objects.filter(pk=lead.pk).update(**columns)

    page = client_of(here, heike).get(f"{LIST}{lead.pk}/change/").content.decode()

    assert page.count("Einzelimplantat") >= 4
    assert implant.name not in page


def test_the_score_names_no_treatment_but_the_leads_own(here, agent_client):
    with clinic_context(here):
        bridge = Treatment.objects.get(code="bridge")
    lead = make_lead(here, treatment=bridge, **scored(treatment="Whitening"))

    lines = agent_client.get(f"{LIST}{lead.pk}/change/").context["score"].lines

    assert "A treatment of your price list was named" in [line.sentence for line in lines]
    assert not any("Whitening" in line.sentence for line in lines)
