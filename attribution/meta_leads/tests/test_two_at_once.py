"""A webhook's job and two looks meet the same lead at the same moment: it is one lead (H:W2)."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from attribution.meta_leads.models import InstantLead
from attribution.meta_leads.services.connecting import connect
from attribution.meta_leads.services.knowing import know
from attribution.meta_leads.services.polling import look_at
from attribution.meta_leads.services.taking import take
from attribution.meta_leads.tests.filling import fill
from attribution.providers.meta_leads.client import MetaPages
from attribution.providers.simulator.lead_pages import drawn_page
from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Lead, LeadPayload
from tenants.context import clinic_context


def test_two_looks_and_a_job_make_one_lead_of_each(no_worker, fresh_clinic, simulator, settings):
    settings.META_APP_ID, settings.META_APP_SECRET = "1234567", "secret"
    page = simulator.host.pages.know(drawn_page("clinic", "Smile", app_id="1234567", app_secret="secret"))
    clinic = fresh_clinic()
    admin = make_user(clinic, role="Admin")
    with clinic_context(clinic):
        connection = connect(page.token, partner=None, by=admin, now=timezone.now())
        look_at(connection.pk, now=timezone.now())
        ids = [fill(simulator, page, number) for number in range(5)]
        with transaction.atomic():
            know(connection, [(one, "", None) for one in ids], way="webhook", now=timezone.now())

    def looks():
        look_at(connection.pk, now=timezone.now())

    def asks():
        pages = MetaPages(settings.META_BASE_URL, page.token, page.app_id, page.app_secret)
        for one in ids:
            take(one, pages.lead(one), now=timezone.now())

    at_once(clinic, looks, looks, asks)

    with clinic_context(clinic):
        assert Counter(InstantLead.objects.values_list("state", flat=True)) == {"entered": 5}
        assert (Lead.objects.count(), LeadPayload.objects.count()) == (5, 5)
