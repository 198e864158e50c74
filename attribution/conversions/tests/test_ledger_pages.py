"""What was told about whom stands on the desk, and who decides that it leaves (FEATURES 3.4)."""

import pytest

from attribution.conversions.models import Destination, Upload
from attribution.conversions.services.telling.collecting import collect
from attribution.conversions.tests.factories import DAY, NOW, make_event
from attribution.conversions.tests.telling import DATASET, FORM, came_by_form, connect, sent, tell
from attribution.models import Touchpoint
from crm.testing.people import client_of, make_user
from leads.services.deleting import delete_leads
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

LEDGER_COSTS, PLATFORM_COSTS = 11, 23  # statements
LEDGER, PLATFORMS = "/admin/conversions/ledger/", "/admin/conversions/platforms/"
META = f"{PLATFORMS}meta_conversions/"


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN, email="admin@example.com")


@pytest.fixture
def desk(clinic, clock, admin):
    return client_of(clinic, admin)


def text(answer):
    return answer.content.decode()


def test_the_ledger_shows_about_whom_where_when_and_the_payload_as_it_was_sent(
    clinic, other_clinic, desk, simulator, admin
):
    connect(clinic, by=admin)
    came_by_form(clinic, first_name="Marco", last_name="Bellini")
    with clinic_context(clinic):
        tell()

    page = text(desk.get(LEDGER))

    for words in ("Marco Bellini", "Meta, Conversions API", "New lead", FORM, "system_generated"):
        assert words in page
    assert "example.com" not in page.partition('id="ledger"')[2]
    theirs = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN))
    assert "Marco Bellini" not in text(theirs.get(LEDGER))


def test_it_narrows_to_a_state_and_a_platform(clinic, desk, admin, simulator):
    connect(clinic, by=admin)
    connect(clinic, "google_datamanager", by=admin)
    came_by_form(clinic, first_name="Skipped", agrees=False)
    make_event(clinic)
    with clinic_context(clinic):
        tell()

    def rows(query):
        return [row.upload.state for row in desk.get(f"{LEDGER}?{query}").context["rows"]]

    assert sorted(rows("")) == ["sent", "skipped"]
    assert rows("state=skipped") == ["skipped"]
    assert rows("platform=google_datamanager") == ["sent"]
    assert rows("platform=meta_conversions&state=sent") == []
    assert sorted(rows("state=odd&platform=odd&before=x")) == ["sent", "skipped"]


def test_one_who_sees_only_their_own_leads_sees_only_those_lines(clinic, desk, simulator, admin):
    connect(clinic, by=admin)
    came_by_form(clinic, first_name="Hidden", assigned_to=admin)
    with clinic_context(clinic):
        tell()
    marketing = make_user(clinic, role=roles.MARKETING, data_scope=User.DataScope.OWN)

    page = client_of(clinic, marketing).get(LEDGER)

    assert (page.status_code, page.context["rows"]) == (200, [])


def test_a_deleted_person_leaves_a_line_without_a_name_that_waits_to_be_taken_back(clinic, desk, simulator, admin):
    connect(clinic, "google_datamanager", by=admin)
    event = make_event(clinic)
    with clinic_context(clinic):
        tell()
        delete_leads([event.lead_id], is_confirmed=True, by=admin, now=NOW)
        line = Upload.objects.get().pk

    page = text(desk.get(f"{LEDGER}?state=take_back"))
    file = desk.get(f"{LEDGER}retractions.csv")
    desk.post(f"{LEDGER}taken-back/", {"line": [str(line), "x", "9" * 30]})

    assert "Somebody who was deleted" in page
    assert "RETRACT" in text(file)
    assert "no-store" in file["Cache-Control"]
    assert "RETRACT" not in text(desk.get(f"{LEDGER}retractions.csv"))
    with clinic_context(clinic):
        assert Upload.objects.get().retracted_by == admin


def test_the_preview_is_a_look_that_writes_nothing_and_the_button_lets_it_leave(clinic, desk, simulator, admin):
    connect(clinic)
    came_by_form(clinic)

    plain, page = text(desk.get(META)), text(desk.post(META, {"do": "show"}))
    with clinic_context(clinic):
        assert not Upload.objects.exists()
        assert Destination.objects.get().looked_to is None
    answer = desk.post(META, {"do": "on", "account": DATASET}, follow=True)

    assert (
        FORM in plain.replace("1234567890123456", "", 1),
        "I have seen it" in plain,
        "Show what would leave" in plain,
    ) == (
        False,
        False,
        True,
    )
    assert FORM in page
    assert "I have seen it" in page
    assert "It is on" in text(answer)
    with clinic_context(clinic):
        assert Destination.objects.get().previewed_by == admin
        tell()
        assert len(sent(simulator)) == 1
    desk.post(META, {"do": "off"})
    with clinic_context(clinic):
        assert not Destination.objects.get().is_on


def test_somebody_who_saw_another_account_is_asked_to_look_again(clinic, desk, simulator):
    connect(clinic)

    answer = desk.post(META, {"do": "on", "account": "881234567890999"}, follow=True)

    assert "Look at the preview once more" in text(answer)
    with clinic_context(clinic):
        assert not Destination.objects.get().is_on


def test_whoever_does_not_decide_sees_an_example_and_may_not_post(clinic, clock, simulator):
    connect(clinic)
    came_by_form(clinic)
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER))

    page = text(manager.get(META))

    assert FORM not in page.replace("1234567890123456", "", 1)
    assert "An Admin decides" in page
    assert manager.post(META, {"do": "on", "account": DATASET}).status_code == 403


def test_a_platform_that_is_none_is_not_there(desk):
    assert desk.get(f"{PLATFORMS}nothing/").status_code == 404
    assert desk.get(META).status_code == 404


def test_the_platforms_say_what_ends_soon_and_what_was_too_late(clinic, desk, simulator, admin):
    meta = connect(clinic, by=admin)
    connect(clinic, "google_datamanager", by=admin)
    came_by_form(clinic)
    make_event(clinic, agrees=False, at=NOW - DAY, clicked_at=NOW - 80 * DAY)
    with clinic_context(clinic):
        collect(meta, now=NOW)
        Touchpoint.objects.update(at=NOW - 7 * DAY)
        Upload.objects.update(happened_at=NOW - 6 * DAY)

    page = text(desk.get(PLATFORMS))

    assert "within 2 days" in page
    assert "within 14 days" in page
    with clinic_context(clinic):
        tell(now=NOW + 3 * DAY)
    assert "too late" in text(desk.get(PLATFORMS))


@pytest.mark.parametrize("many", [1, 8])
def test_the_pages_cost_the_same_for_many(clinic, desk, simulator, admin, many, django_assert_num_queries):
    connect(clinic, by=admin)
    for place in range(many):
        came_by_form(clinic, form=str(10**15 + place))
    with clinic_context(clinic):
        tell()
    desk.get(LEDGER)

    with django_assert_num_queries(LEDGER_COSTS):
        desk.get(LEDGER)
    with django_assert_num_queries(PLATFORM_COSTS):
        desk.post(META, {"do": "show"})
