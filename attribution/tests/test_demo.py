"""A demo clinic has campaigns with names, and touches of people who wrote from an ad (F:I25)."""

from django.utils import timezone

from attribution.models import Credit, Recount, Touchpoint
from attribution.services.demo import fill_campaigns
from attribution.services.tree import tree
from attribution.tests.factories import touch_of
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context


def test_it_has_names_and_ads_and_a_second_time_changes_nothing(clinic):
    wrote = make_lead(clinic, source=Lead.Source.WHATSAPP, language="it")
    clicked = make_lead(clinic)
    with clinic_context(clinic):
        touch_of(clicked, gclid="demo-1", campaign="implants_en")
        Recount.objects.create(lead=clicked)

        for _ in range(2):
            fill_campaigns(clinic.slug, timezone.now())

        assert [(depth, row.title) for depth, row in tree().walk()] == [
            (0, "Google Ads"),
            (1, "UK implants, search"),
            (0, "Meta ads"),
            (1, "Sorriso a Tirana, autunno"),
            (2, "Puglia e Lazio, 45-64"),
            (3, "Video: il viaggio"),
        ]
        assert Touchpoint.objects.filter(lead=wrote).count() == 1
        assert Credit.objects.count() == 2
