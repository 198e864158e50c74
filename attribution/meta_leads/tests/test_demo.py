"""`make run` gives each demo clinic a page at the simulated Meta, with what some of its leads filled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services import demo
from attribution.meta_leads.services.gaps import gap
from attribution.meta_leads.services.polling import look_at
from attribution.models import Recount, Touchpoint
from attribution.providers.simulator.lead_pages import kept_pages
from leads.models import Lead
from leads.tests.factories import arrive, make_lead
from tenants.context import clinic_context


@pytest.fixture
def home(clinic, simulator, settings, tmp_path, monkeypatch):
    settings.DEMO_FILE = tmp_path / "demo.json"
    monkeypatch.setattr("leads.services.demo.CLINICS", ((clinic.name, clinic.slug),))
    monkeypatch.setattr(simulator.host, "home", tmp_path)
    for _ in range(3):
        lead = make_lead(clinic)
        arrive(clinic, lead)
        with clinic_context(clinic):
            Lead.objects.filter(pk=lead.pk).update(source="instagram")
    return tmp_path


def test_a_demo_clinic_has_a_page_whose_past_both_sides_know(home, clinic, simulator):
    assert demo.connect_demo_pages() == 1

    simulator.host.pages.forget()
    now = timezone.now()
    with clinic_context(clinic):
        connection = Connection.objects.get()
        assert look_at(connection.pk, now=now) == 0
        gaps = gap(connection, now - timedelta(days=80), now + timedelta(days=1))
        assert sum(one.theirs for one in gaps) == 3
        assert [one.missing for one in gaps] == [0, 0]
        assert Form.objects.exclude(choices={}).count() == 2
        assert Lead.objects.count() == 3
        ids = InstantLead.objects.values_list("leadgen_id", "lead")
        touches = Touchpoint.objects.filter(channel="meta_lead", medium="organic", source="instagram")
        assert set(touches.values_list("meta_lead_id", "lead")) == set(ids)
        assert Recount.objects.count() == 3


def test_again_it_keeps_its_key_its_leads_and_what_was_chosen(home, clinic):
    demo.connect_demo_pages()
    before = kept_pages(home)
    with clinic_context(clinic):
        Form.objects.update(choices={"own": "city"})
        Touchpoint.objects.filter(pk=Touchpoint.objects.first().pk).update(meta_lead_id="")

    demo.connect_demo_pages()

    assert kept_pages(home) == before
    with clinic_context(clinic):
        assert Form.objects.filter(choices={"own": "city"}).count() == 2
        assert InstantLead.objects.count() == Touchpoint.objects.exclude(meta_lead_id="").count() == 3


def test_a_clinic_with_a_page_of_its_own_and_a_real_meta_are_left_alone(home, clinic, settings):
    with clinic_context(clinic):
        Connection.objects.create(page_id="1", name="Own", connected_at=timezone.now())
    demo.connect_demo_pages()
    with clinic_context(clinic):
        assert Connection.objects.get().page_id == "1"

    settings.META_BASE_URL = "https://graph.facebook.com"
    assert demo.connect_demo_pages() == 0
