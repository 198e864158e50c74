"""Nothing leaves before an Admin has seen what would; an account is one clinic's (FEATURES 3.4)."""

import json

import pytest

from attribution.conversions.models import Destination
from attribution.conversions.services.telling import turning
from attribution.conversions.tests.factories import NOW, make_event
from attribution.conversions.tests.telling import DATASET, GOOGLE, META, came_by_form, connect, ledger, sent, tell
from crm.lib.errors import Conflict, InvalidData, NotAllowed
from crm.testing.people import make_user
from leads.models import Treatment
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import kind_of
from tenants.settings.services.credentials import remove, store
from tenants.staff import roles

KIND = "meta_conversions"


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN)


def test_keys_alone_send_nothing(inside, simulator):
    connect(inside)
    came_by_form(inside)

    tell()

    assert (sent(simulator), ledger()) == ([], [])


def test_the_preview_is_what_is_sent_then_to_the_letter(inside, simulator, admin):
    row = connect(inside)
    came_by_form(inside)

    seen = turning.show(row, by=admin, now=NOW)
    turning.turn_on(KIND, account=DATASET, by=admin, now=NOW)
    tell()

    assert [payload for _line, payload in seen.real] == sent(simulator)
    row.refresh_from_db()
    assert (row.previewed_by, row.previewed_at) == (admin, NOW)


def test_where_nothing_waits_the_preview_is_of_nobody(inside, simulator):
    shown = turning.preview(connect(inside), now=NOW)

    assert (shown.real, shown.waiting) == ([], 0)
    assert shown.made_up["event_name"] == "Accepted"


def test_a_preview_says_what_would_not_go_and_why(inside):
    row = connect(inside)
    came_by_form(inside, agrees=False)

    shown = turning.preview(row, now=NOW)

    assert shown.held == [("They did not agree that advertising platforms are told.", 1)]


@pytest.mark.parametrize("role", [roles.MANAGER, roles.MARKETING, roles.AGENT])
def test_only_an_admin_lets_it_leave(inside, clinic, role):
    connect(inside)

    with pytest.raises(NotAllowed):
        turning.turn_on(KIND, account=DATASET, by=make_user(clinic, role=role), now=NOW)


def test_nothing_leaves_before_the_very_admin_who_lets_it_has_looked(inside, clinic, admin):
    row = connect(inside)
    other = make_user(clinic, role=roles.ADMIN, email="other@example.com")
    turning.show(row, by=other, now=NOW)

    with pytest.raises(Conflict, match="look"):
        turning.turn_on(KIND, account=DATASET, by=admin, now=NOW)

    assert not Destination.objects.get().is_on


def test_another_account_asks_for_another_preview(inside, admin):
    connect(inside, by=admin)

    store(KIND, {**META, "dataset_id": "881234567890999"}, by=admin)

    row = Destination.objects.get()
    assert (row.is_on, row.previewed_at) == (False, None)
    with pytest.raises(Conflict):
        turning.turn_on(KIND, account=DATASET, by=admin, now=NOW)


def test_without_keys_it_is_off(inside, admin):
    connect(inside, by=admin)

    remove(KIND)

    assert not Destination.objects.get().is_on
    with pytest.raises(InvalidData):
        turning.turn_on("google_datamanager", account="1", by=admin, now=NOW)


def test_a_name_that_tells_of_a_treatment_keeps_it_off(inside, admin):
    turning.show(connect(inside), by=admin, now=NOW)
    Treatment.objects.create(name="Qualified")

    with pytest.raises(InvalidData, match="Qualified"):
        turning.turn_on(KIND, account=DATASET, by=admin, now=NOW)


def test_a_dataset_is_one_clinics(clinic, other_clinic, simulator, clock):
    connect(clinic)

    with clinic_context(other_clinic), pytest.raises(InvalidData, match="wrong"):
        store(KIND, META, by=None)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (KIND, {**META, "dataset_id": "abc"}, "dataset_id"),
        ("google_datamanager", {**GOOGLE, "account": "123-456-7890"}, "account"),
        ("google_datamanager", {**GOOGLE, "refresh_token": ""}, "key_file"),
        ("google_datamanager", {**GOOGLE, "key_file": "{}"}, "key_file"),
        ("google_datamanager", {**GOOGLE, "accepted_action": "", "completed_action": ""}, "accepted_action"),
    ],
)
def test_keys_that_cannot_be_right_are_refused_by_field(inside, kind, values, field):
    with pytest.raises(InvalidData) as no:
        store(kind, values, by=None)

    assert list(no.value.fields) == [field]


def test_a_test_of_meta_counts_nothing(inside, simulator):
    kind_of(KIND).test(META)
    kind_of(KIND).test({**META, "test_code": "TEST1"})

    (body,) = [json.loads(one["body"]) for one in simulator.got("meta.events")]
    assert body["test_event_code"] == "TEST1"


def test_a_test_of_google_has_each_action_looked_at_only(inside, simulator):
    kind_of("google_datamanager").test(GOOGLE)

    bodies = [json.loads(one["body"]) for one in simulator.got("google.ingest")]
    assert [body["validateOnly"] for body in bodies] == [True, True]


def test_a_test_that_is_refused_says_why(inside, simulator):
    with pytest.raises(ProviderRefused, match="has ended"):
        kind_of(KIND).test({**META, "token": "EAA-expired"})
    simulator.tell("google.ingest", "status", status=403, code="NOT_ALLOWLISTED")
    with pytest.raises(ProviderRefused, match="NOT_ALLOWLISTED"):
        kind_of("google_datamanager").test(GOOGLE)


CANARY = "Canary implants diabetes 12345"


def test_no_text_of_a_person_or_of_the_clinic_reaches_a_payload(inside, simulator, admin):
    """Every field of text that a lead has, filled with what must not leave."""
    for kind in (KIND, "google_datamanager"):
        connect(inside, kind, by=admin)
    leads = [came_by_form(inside), make_lead(inside)]
    make_event(inside, leads[1])
    for lead in leads:
        texts = [field for field in lead._meta.fields if field.get_internal_type() in ("CharField", "TextField")]
        for field in texts:
            if not field.choices and (field.max_length or 99) > 20 and field.name != "language":
                setattr(lead, field.name, CANARY[: field.max_length])
        lead.save()

    tell()

    everything = json.dumps(sent(simulator) + sent(simulator, "google.ingest"))
    assert everything.count("lead_id") == 1
    assert everything.count("gclid") == 1
    for word in ("anary", "implant", "diabetes", "12345 ", leads[0].first_name):
        assert word not in everything
