"""No treatment, note or free text is in any file, and two files at once tell nothing twice (FEATURES 3.4, H:E6)."""

from functools import partial

from attribution.conversions.models import Export, ExportedConversion
from attribution.conversions.models.export import Layout
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import make_export
from attribution.conversions.tests.factories import DAY, NOW, agree, enquiry_of, make_event, rules
from crm.testing.threads import at_once
from tenants.context import clinic_context

CLICKS = {"plain": "gclid", "gclid": "gclid", "gbraid": "gbraid", "wbraid": "wbraid", "enhanced": ""}


def made(layout):
    return make_export(Wish(layout), by=None, way=Export.Way.PAGE, now=NOW)


def test_nothing_that_anybody_wrote_about_somebody_is_in_a_file(canaries):
    here, _ = canaries
    lead, files = here.row("leads.Lead"), []
    rules(here.clinic, accepted_name="Accepted Plan", completed_name="Completed Plan", stage_names={})
    agree(here.clinic, lead)
    with clinic_context(here.clinic):
        ExportedConversion.objects.update(conversion_name="Accepted Plan")
    for number, (layout, kind) in enumerate(CLICKS.items(), start=2):
        clicked = {"click_kind": kind, "click_id": "Cj0KCQiA", "clicked_at": NOW - DAY} if kind else {}
        make_event(here.clinic, lead, gclid="", agrees=False, enquiry=number, **clicked)
        with clinic_context(here.clinic):
            files.append(made(layout))
    enquiry_of(here.clinic, lead, number=2, is_won=False)
    with clinic_context(here.clinic):
        files.append(made(Layout.ADJUSTMENTS))

    assert [file.layout for file in files if file.export] == [*CLICKS, "adjustments"]
    assert [file.layout for file in files if here.sings_in(file.data)] == []


def test_two_files_at_the_same_moment_have_each_conversion_in_one_of_them(fresh_clinic):
    clinic = fresh_clinic()
    for _ in range(5):
        make_event(clinic)

    files = at_once(clinic, partial(made, "plain"), partial(made, "plain"))

    with clinic_context(clinic):
        assert ExportedConversion.objects.count() == 5
    assert sorted(file.export.rows_written if file.export else 0 for file in files) == [0, 5]
