"""First and last touch in a file of leads (F:I6, W7)."""

from datetime import timedelta

from django.utils import timezone

from attribution.models import Touchpoint
from crm.testing.people import make_user
from leads.services.exporting.columns import columns_for
from leads.tests.exported import data_of, export, table
from leads.tests.factories import arrive, make_lead
from tenants.context import clinic_context
from tenants.staff import roles

NOW = timezone.now()


def test_a_file_tells_the_first_and_the_last_touch_of_each_lead(clinic, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    reader = make_user(clinic, role=roles.MANAGER, email="manager@example.com")
    ada, ben = make_lead(clinic, "Ada"), make_lead(clinic, "Ben")
    for days, source in ((3, "facebook"), (2, "newsletter"), (1, "google")):
        payload = arrive(clinic, ada)
        with clinic_context(clinic):
            told = {"lead": ada, "payload": payload, "kind": "arrival", "source": source}
            Touchpoint.objects.create(at=NOW - timedelta(days=days), **told)

    with clinic_context(clinic):
        keys = [one.key for one in columns_for(reader) if "_touch_" in one.key]
        rows = {int(row["id"]): row for row in table(data_of(export(reader, columns=keys)))}

    assert len(keys) == 8
    assert (rows[ada.pk]["first_touch_source"], rows[ada.pk]["last_touch_source"]) == ("facebook", "google")
    assert rows[ben.pk]["first_touch_source"] == rows[ben.pk]["last_touch_at"] == ""
