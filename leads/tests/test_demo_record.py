"""The record of a demo clinic: something of everything, and rows that agree with one another (F:I25)."""

import pytest
from django.http import QueryDict

from leads.models import (
    Consent,
    ContactAttempt,
    CustomValue,
    Heat,
    Lead,
    LeadTag,
    Note,
    OwnerChange,
    Partner,
    SavedView,
    Suppression,
)
from leads.services.attempts import is_an_attempt
from leads.services.finding.filters import LeadFilters
from leads.tests.test_demo_history import UNTIL, live
from tenants.context import clinic_context
from tenants.settings.models import Holiday, OpeningHours
from tenants.staff import roles
from tenants.staff.models import User


@pytest.fixture
def lived(clinic):
    live(clinic)
    with clinic_context(clinic):
        yield


def test_something_of_everything_is_there(lived):
    assert len(set(ContactAttempt.objects.values_list("disposition", flat=True))) > 6
    assert Note.objects.filter(pinned_at__isnull=False).exists()
    assert Note.objects.get(mentions__isnull=False).mentions.get().role == roles.MANAGER
    assert len(set(LeadTag.objects.values_list("tag", flat=True))) > 3
    assert set(CustomValue.objects.values_list("field__kind", flat=True)) == {"text", "date", "choice"}
    assert set(Consent.objects.values_list("source", "is_given")) >= {("form", True), ("by hand", True)}
    assert OwnerChange.objects.filter(from_owner__isnull=False).exists()
    assert Lead.objects.filter(next_follow_up__lt=UNTIL).exists()
    assert Lead.objects.filter(next_follow_up__gt=UNTIL).exists()
    assert OpeningHours.objects.exists()
    assert Holiday.objects.filter(day__year=UNTIL.year).exists()
    _assert_the_agency_sees_its_leads_alone()
    _assert_the_kept_searches_find_leads()


def _assert_the_agency_sees_its_leads_alone():
    elena = User.objects.get(data_scope=User.DataScope.PARTNER)

    assert all(partner.leads.exists() for partner in Partner.objects.all())
    assert {lead.partner.code for lead in Lead.objects.visible_to(elena)} == {"sorriso-viaggi"}


def _assert_the_kept_searches_find_leads():
    assert sorted(view.is_shared for view in SavedView.objects.all()) == [False, True, True]
    for view in SavedView.objects.all():
        filters = LeadFilters(QueryDict(view.query), Lead.objects.all(), reader=view.owner, now=UNTIL)
        assert filters.qs.exists()
        assert not filters.form.errors


def test_what_stands_in_it_agrees(lived):
    stopped = Lead.objects.get(do_not_contact=True)

    assert stopped.stage.semantic == "lost"
    assert stopped.contact_attempts.first().disposition == "do_not_contact"
    assert Suppression.objects.filter(lead=stopped, is_on=True).exists()
    for lead in Lead.objects.filter(contact_attempts__isnull=False).distinct():
        attempts = list(lead.contact_attempts.order_by("at"))
        assert lead.created_at < attempts[0].at
        assert attempts[-1].at == lead.last_contact_date < UNTIL
        assert sum(is_an_attempt(one) for one in attempts) == lead.call_attempts
        assert Heat.objects.get(lead=lead).warmed_at >= lead.last_contact_date
