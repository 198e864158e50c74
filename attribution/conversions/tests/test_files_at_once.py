"""Two people ask for a file at the same moment: what waits is in one of them (H:E6)."""

from django.utils import timezone

from attribution.conversions.models import ExportedConversion
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import make_export
from attribution.conversions.tests.factories import DAY, make_event
from crm.testing.people import make_user
from crm.testing.threads import at_once
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User


def test_of_two_files_at_once_one_has_all_that_waits_and_the_other_nothing(no_worker, fresh_clinic):
    clinic, now, files = fresh_clinic(), timezone.now(), []
    boss, other = (
        make_user(clinic, role=roles.ADMIN, email=f"{name}@example.com", data_scope=User.DataScope.ALL)
        for name in ("boss", "other")
    )
    for _ in range(5):
        make_event(clinic, at=now - DAY)

    def ask(by):
        files.append(make_export(Wish(), by=by, way="page", now=now))

    at_once(clinic, lambda: ask(boss), lambda: ask(other), lambda: ask(None))

    with clinic_context(clinic):
        assert sorted(file.export.rows_written if file.export else 0 for file in files) == [0, 0, 5]
        assert ExportedConversion.objects.count() == 5
