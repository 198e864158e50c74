"""Files of conversions: once each, with consent alone, and the same bytes when asked for again (F:M2, H:E6)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from attribution.conversions.models import ConversionEvent, ExportedConversion
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import made_before, make_export
from attribution.conversions.services.hashing import google_hash
from attribution.conversions.tests.factories import DAY, NOW, agree, enquiry_of, make_event, rules
from crm.lib.errors import InvalidData, NotAllowed, NotThere, TooMany
from crm.testing.people import make_user
from leads.models import Lead, Treatment
from leads.services.deleting import delete_leads
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.settings.models import ClinicSettings
from tenants.staff import roles
from tenants.staff.models import User

HEAD = "gclid,conversion_name,conversion_time,conversion_value,currency,order_id"


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        ClinicSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Tirane"})
        yield clinic


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope=User.DataScope.ALL)


def made(by, layout="plain", *, now=NOW, way="page", **wish):
    return make_export(Wish(layout, **wish), by=by, way=way, now=now)


def lines(file):
    return file.data.decode().splitlines()


def orders(file):
    return [line.rsplit(",", 1)[1] for line in lines(file)[1:]]


def test_a_file_has_what_waits_and_the_next_one_has_none_of_it(here, other_clinic, boss):
    event = make_event(here)
    with clinic_context(other_clinic):
        make_event(other_clinic)

    first, second = made(boss), made(boss)

    at = "2026-11-22 10:00:00+0100"
    assert lines(first) == [HEAD, f"Cj0KCQiAsdfg_BwE,Accepted Plan,{at},3200.50,EUR,{event.lead_id}"]
    assert lines(second) == [HEAD]
    assert (first.export.rows_written, second.export) == (1, None)
    assert made_before(first.export.pk, by=boss).data == first.data
    with clinic_context(other_clinic):
        assert ConversionEvent.objects.with_state("accepted", NOW).get().state == "ready"


@pytest.mark.parametrize("why", ["agrees", "withdrawn", "gclid", "amount", "test", "old", "lost", "undone", "kind"])
def test_what_may_not_be_told_is_in_no_file_and_says_why(here, boss, why):
    given = {"agrees": {"agrees": False}, "gclid": {"gclid": ""}, "amount": {"amount": None}}
    given |= {"old": {"at": NOW - 91 * DAY}, "kind": {"kind": "completed"}}
    event = make_event(here, **given.get(why, {}))
    if why == "withdrawn":
        agree(here, event.lead, is_given=False, at=NOW - timedelta(minutes=1))
    if why == "test":
        Lead.objects.update(is_test=True)
    if why == "lost":
        enquiry_of(here, event.lead, is_won=False)
    if why == "undone":
        enquiry_of(here, event.lead, accepted_at=None)

    files = [made(boss, layout) for layout in ("plain", "gclid", "gbraid", "wbraid", "enhanced", "adjustments")]

    said = {"agrees": "no_consent", "withdrawn": "no_consent", "gclid": "no_click", "amount": "no_value"}
    said |= {"old": "too_old", "kind": "other_kind"}
    assert [file.export for file in files] == [None] * 6
    assert ConversionEvent.objects.with_state("accepted", NOW).get().state == said.get(why, why)


def test_whoever_agrees_again_is_told_of(here, boss):
    event = make_event(here)
    agree(here, event.lead, is_given=False, at=NOW - 2 * DAY)
    assert orders(made(boss)) == []

    agree(here, event.lead, at=NOW - DAY)

    assert orders(made(boss)) == [str(event.lead_id)]


def test_consent_that_somebody_gave_under_a_number_merged_since_counts(here, boss, agent):
    stays, goes = make_lead(here, "Anna"), make_lead(here, "Bea")
    enquiry_of(here, stays)
    make_event(here, goes)

    merge_leads(stays.pk, goes.pk, by=boss, now=NOW)

    assert orders(made(boss)) == [str(stays.pk)]


def test_days_are_the_clinics_own_and_both_ends_belong_to_them(here, boss):
    moments = ("2026-11-20T22:59:59", "2026-11-20T23:00:00", "2026-11-21T22:59:59", "2026-11-21T23:00:00")
    events = [make_event(here, at=timezone.datetime.fromisoformat(f"{at}+00:00")) for at in moments]

    file = made(boss, since=date(2026, 11, 21), until=date(2026, 11, 21))

    assert orders(file) == [str(event.lead_id) for event in events[1:3]]


def test_each_kind_of_click_has_its_own_file(here, boss):
    for kind in ("gclid", "gbraid", "wbraid"):
        make_event(here, click_kind=kind, click_id=f"click-{kind}", gclid="", clicked_at=NOW - 2 * DAY)

    found = {layout: lines(made(boss, layout))[2:] for layout in ("gclid", "gbraid", "wbraid")}

    rest = "Accepted Plan,2026-11-22 10:00:00,3200.50,EUR"
    assert found["gclid"] == [f"click-gclid,{rest}"]
    assert found["gbraid"] == [f",click-gbraid,,{rest}"]
    assert found["wbraid"] == [f",,click-wbraid,{rest}"]


def test_without_a_click_people_are_told_of_by_hashes_for_63_days(here, boss):
    event = make_event(here, gclid="")
    reach(here, event.lead, "email", "joe@example.com")
    reach(here, event.lead, "phone", "+393331112220")
    make_event(here, gclid="", at=NOW - 64 * DAY)
    make_event(here, gclid="")  # nobody knows how to reach them

    told = lines(made(boss, "enhanced"))[2:]

    mail, phone = google_hash("email", "joe@example.com"), google_hash("phone", "+393331112220")
    assert told == [f"{mail},{phone},Accepted Plan,2026-11-22 10:00:00,3200.50,EUR,Granted,Denied"]
    assert orders(made(boss)) == []


@pytest.mark.parametrize(
    ("tells", "told"), [("accepted", ["accepted"]), ("completed", ["completed"]), ("higher", ["completed"])]
)
def test_a_patient_is_told_of_by_one_kind(here, boss, tells, told):
    rules(here, tells=tells)
    event = make_event(here)
    make_event(here, event.lead, kind="completed", agrees=False)

    made(boss)

    assert list(ExportedConversion.objects.values_list("kind", flat=True)) == told


def test_whoever_was_told_of_once_is_not_told_of_again_when_the_rules_change(here, boss):
    event = make_event(here)
    assert orders(made(boss)) == [str(event.lead_id)]
    make_event(here, event.lead, kind="completed", agrees=False)

    for tells in ("completed", "higher"):
        rules(here, tells=tells)
        assert orders(made(boss)) == []


def test_the_next_journey_of_somebody_has_an_order_id_of_its_own(here, boss):
    event = make_event(here, at=NOW - 20 * DAY)
    make_event(here, event.lead, enquiry=2)

    assert orders(made(boss)) == [str(event.lead_id), f"{event.lead_id}-2"]


def test_on_a_wish_what_was_told_before_is_in_it_again_and_marks_nothing(here, boss):
    event = make_event(here)
    first = made(boss)
    make_event(here)

    both = made(boss, again=True)

    assert orders(both)[0] == orders(first)[0] == str(event.lead_id)
    assert list(ExportedConversion.objects.filter(export=both.export).values_list("is_again", flat=True)) == [
        True,
        False,
    ]
    assert orders(made(boss)) == []
    agree(here, event.lead, is_given=False, at=NOW)
    assert len(orders(made(boss, again=True))) == 1


def test_a_file_is_of_the_leads_that_its_maker_sees(here, boss):
    mine = make_user(here, role=roles.MANAGER, email="m@example.com", data_scope=User.DataScope.OWN)
    event = make_event(here, make_lead(here, "Own", assigned_to=mine))
    make_event(here, make_lead(here, "Other", assigned_to=boss))

    file = made(mine)

    assert orders(file) == [str(event.lead_id)]
    theirs = made(boss)
    assert made_before(file.export.pk, by=boss).data == file.data
    with pytest.raises(NotThere):
        made_before(theirs.export.pk, by=mine)


def test_whose_role_makes_none_gets_none(here):
    reader = make_user(here, role=roles.READ_ONLY, email="r@example.com", data_scope=User.DataScope.ALL)
    make_event(here)

    with pytest.raises(NotAllowed):
        made(reader)


def test_the_sixth_within_an_hour_is_too_many_and_marks_nothing(here, boss):
    for _ in range(5):
        make_event(here)
        made(boss)
    make_event(here)

    with pytest.raises(TooMany) as refused:
        made(boss)

    assert 0 < refused.value.retry_after <= 3600
    assert ExportedConversion.objects.count() == 5
    assert len(orders(made(boss, now=NOW + timedelta(hours=1)))) == 1


def test_more_than_a_days_lines_are_too_many(here, boss, settings):
    settings.EXPORT_ROWS_A_DAY = 1
    make_event(here)
    made(boss)
    make_event(here)

    with pytest.raises(TooMany):
        made(boss, now=NOW + timedelta(hours=2))

    assert ExportedConversion.objects.count() == 1


def test_the_trail_says_how_many_as_what_and_of_which_days(here, boss):
    make_event(here)

    made(boss, since=date(2026, 11, 1))

    entry = Entry.objects.filter(changes__has_key="count").latest("pk")
    assert entry.changes["count"][1] in {1, "1"}
    assert entry.changes["kind"][1] == "plain"


def test_a_treatment_named_like_a_conversion_stops_the_file(here, boss):
    make_event(here)
    Treatment.objects.create(code="gold", name="Accepted plan")

    with pytest.raises(InvalidData, match="treatment"):
        made(boss)

    assert ExportedConversion.objects.count() == 0


def test_admins_hear_of_a_large_file_that_somebody_made(here, boss, settings):
    settings.EXPORT_TOLD_FROM = 2
    make_event(here)
    made(boss)
    assert not Notice.objects.exists()

    for _ in range(2):
        make_event(here)
    made(boss)

    [told] = Notice.objects.all()
    assert (told.user, told.kind) == (boss, "conversions_exported")
    assert told.about["number"] == "2"


def test_whoever_is_deleted_for_good_is_in_no_file_any_more(here, boss):
    gone, stays = make_event(here), make_event(here)
    file = made(boss)
    Lead.objects.update(archived_at=NOW)

    delete_leads([gone.lead_id], is_confirmed=True, by=boss, now=NOW)

    once_more = made_before(file.export.pk, by=boss)
    assert orders(once_more) == [str(stays.lead_id)]
