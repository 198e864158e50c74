"""Two people at once, each on a connection of their own: a number has one holder (HOUSE 17)."""

from functools import partial

from django.utils import timezone

from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Identity
from leads.services.contacts import keep_contact
from leads.services.known import KnownAlready
from leads.tests.factories import make_lead


def test_a_number_that_two_leads_get_at_once_is_the_first_ones(fresh_clinic):
    clinic = fresh_clinic()
    by = make_user(clinic, email="one@example.com")
    for number in range(2):
        pair = [make_lead(clinic, f"Lead {n}") for n in range(2)]
        typed = f"+3933312345{number:02}"

        heard = at_once(
            clinic, *(partial(keep_contact, one.pk, "phone", typed, by=by, now=timezone.now()) for one in pair)
        )

        assert {type(one) for one in heard} == {Identity, KnownAlready}
