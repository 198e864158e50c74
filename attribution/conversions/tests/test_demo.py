"""A demo clinic shows who accepted, what a file told, and why the others are in none (F:I25)."""

from attribution.conversions.models import ConversionEvent, Export
from attribution.conversions.querysets import State
from attribution.conversions.services.demo import fill_conversions
from attribution.conversions.tests.factories import DAY, NOW, click, enquiry_of
from crm.testing.people import make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User


def test_some_are_in_a_file_some_wait_and_a_second_time_changes_nothing(clinic):
    make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)
    for days in range(1, 60):
        lead = make_lead(clinic, stage="Accepted (deposit)")
        click(clinic, lead, at=NOW - (days + 2) * DAY, gclid=f"demo-{days}")
        enquiry_of(clinic, lead, accepted_at=NOW - days * DAY, amount=100_000, currency="EUR")

    with clinic_context(clinic):
        for _ in range(2):
            fill_conversions(clinic.slug, NOW)

        states = set(ConversionEvent.objects.with_state("accepted", NOW).values_list("state", flat=True))
        assert states == {State.TOLD, State.READY, State.NO_CONSENT}
        assert ConversionEvent.objects.count() == 59
        assert Export.objects.get().made_at == NOW - 30 * DAY
