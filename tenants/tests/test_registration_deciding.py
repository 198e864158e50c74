"""People decide about a request once; a name that is taken is said; what came to nothing is forgotten."""

from datetime import timedelta

import pytest

from crm.lib.errors import Conflict
from tenants.audit.models import Entry
from tenants.models import Clinic, Domain, Registration
from tenants.notices.services.deliver import deliver
from tenants.services.forgetting import forget_useless
from tenants.services.registering import waking
from tenants.services.registering.alike import alike
from tenants.services.registering.deciding import DECLINED, approve, decline, try_again
from tenants.services.registering.welcoming import ghl_location_of
from tenants.tests.queueing import one_after_the_other
from tenants.tests.registering import asked, forget_operator
from tenants.tests.visiting import NOON, operator_client, operator_user


@pytest.fixture
def woken(monkeypatch):
    """What the builder would have been told."""
    calls = []
    monkeypatch.setattr(waking.current_app, "send_task", lambda name, **options: calls.append((name, options)))
    return calls


@pytest.fixture
def boss(database):
    return operator_user()


@pytest.fixture
def row(database):
    return asked(now=NOON)


def page(row, step=""):
    return f"/admin/tenants/registration/{row.pk}/{step}"


def test_approving_reserves_the_name_writes_who_did_it_and_wakes_who_builds(boss, row, woken, on_commit):
    with on_commit(execute=True):
        answer = operator_client(boss).post(page(row, "approve/"), {"slug": "tirana-best"})

    assert answer["Location"] == page(row, "change/")
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.slug) == ("approved", boss.email, "tirana-best")
    assert (row.clinic.state, row.clinic.name, row.clinic.slug) == ("provisioning", "Tirana Bright", "tirana-best")
    assert list(row.clinic.domains.values_list("name", "is_primary")) == [("tirana-best.localhost", True)]
    [line] = Entry.objects.filter(additional_data__verb="registration.approved", object_pk=str(row.pk))
    assert (line.actor, line.object_repr) == (boss, "Tirana Bright")
    [(task, options)] = woken
    assert (task, options["queue"]) == ("tenants.tasks.build_clinics", "building")
    assert ghl_location_of(row.clinic) == row.ghl_location_id


def test_a_lost_wake_up_costs_a_minute_and_nothing_is_woken_for_nothing(boss, row, woken):
    assert (waking.wake_builder_if_needed(), woken) == (0, [])

    approve(row.pk, slug=row.slug, by=boss, now=NOON)

    assert waking.wake_builder_if_needed() == 1
    assert len(woken) == 1


@pytest.mark.parametrize("step", ["approve/", "decline/"])
def test_what_was_decided_is_not_decided_again(boss, row, woken, step):
    approve(row.pk, slug=row.slug, by=boss, now=NOON)

    answer = operator_client(boss).post(page(row, step), {"slug": "another"})

    assert answer.status_code == 409
    assert "platform@example.com has decided already: approved." in answer.content.decode()
    assert Clinic.objects.filter(registration__isnull=False).count() == 1


def test_a_name_that_was_taken_meanwhile_is_said_beside_the_field_and_another_one_is_typed(
    boss, row, woken, clinic
):
    client = operator_client(boss)

    taken = client.post(page(row, "approve/"), {"slug": clinic.slug})
    unfit = client.post(page(row, "approve/"), {"slug": "www"})

    assert (taken.status_code, unfit.status_code) == (409, 422)
    assert f"{clinic.slug} is taken. Choose another name." in taken.content.decode()
    assert "www cannot be a workspace" in unfit.content.decode()
    row.refresh_from_db()
    assert (row.state, row.clinic, woken) == ("requested", None, [])
    assert client.post(page(row, "approve/"), {"slug": "still-free"}).status_code == 302


def test_what_a_command_is_making_is_given_to_nobody(boss, row, woken):
    half = Clinic.objects.create(slug=row.slug, name="An operator's")
    Domain.objects.create(name=f"{row.slug}.localhost", clinic=half)

    with pytest.raises(Conflict):
        approve(row.pk, slug=row.slug, by=boss, now=NOON)


def test_what_looks_alike_is_shown_to_who_decides(boss, clinic):
    row = asked(now=NOON, slug=clinic.slug)
    other = asked(now=NOON, email="other@example.com", slug="unlike", clinic_name="Other Name")

    found = alike(row)

    assert (found.slug_is_taken, found.clinics, found.requests) == (True, [clinic], [other])
    text = operator_client(boss).get(page(row, "change/")).content.decode()
    assert "is taken" in text
    assert "same telephone" in text


def test_declining_writes_to_nobody_unless_there_is_an_answer(boss, row, mailbox, on_commit, monkeypatch):
    posted = []
    monkeypatch.setattr("tenants.notices.mail.post", lambda name, about, **more: posted.append((name, about)))
    quiet = asked(now=NOON, email="quiet@example.com")
    client = operator_client(boss)

    client.post(page(quiet, "decline/"), {"answer": "  "})
    client.post(page(row, "decline/"), {"answer": "We serve <b>dentists</b> only."})

    [(name, about)] = posted
    deliver({"mail": name, "about": about})
    [mail] = mailbox.mails
    assert (name, mail.recipients) == (DECLINED, ["arta@bright.example"])
    assert "We serve <b>dentists</b> only." in mail.text
    assert "<b>dentists" not in mail.html
    assert set(Registration.objects.values_list("state", flat=True)) == {"declined"}
    lines = Entry.objects.filter(additional_data__verb="registration.declined", object_pk=str(row.pk))
    assert [line.actor for line in lines] == [boss]


def test_only_what_failed_is_tried_again(boss, row, woken):
    with pytest.raises(Conflict):
        try_again(row.pk)
    approve(row.pk, slug=row.slug, by=boss, now=NOON)
    Registration.objects.filter(pk=row.pk).update(state="failed", tries=5, error="No")

    operator_client(boss).post(page(row, "again/"))

    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == ("approved", 0, "")


def test_what_failed_can_be_declined_and_is_not_built_any_more(boss, row, woken):
    approve(row.pk, slug=row.slug, by=boss, now=NOON)
    Registration.objects.filter(pk=row.pk).update(state="failed", tries=5, error="No")

    shown = operator_client(boss).get(page(row, "change/")).content.decode()
    operator_client(boss).post(page(row, "decline/"), {"answer": ""})

    row.refresh_from_db()
    assert "/decline/" in shown
    assert "/approve/" not in shown
    assert row.state == "declined"
    assert not Registration.objects.to_build().exists()
    with pytest.raises(Conflict):
        try_again(row.pk)


def test_an_invitation_is_not_sent_again_before_the_clinic_is_open(boss, row, woken):
    answer = operator_client(boss).post(page(row, "invite/"), follow=True)

    assert "not open yet" in answer.content.decode()


def test_what_came_to_nothing_is_forgotten_after_ninety_days_and_what_became_a_clinic_is_not(boss, woken):
    old = NOON - timedelta(days=90)
    asked(now=old, email="declined@example.com", state="declined", decided_at=old)
    asked(now=old, email="never-decided@example.com")
    asked(now=old + timedelta(days=1), email="waits@example.com")
    asked(now=old, email="declined-late@example.com", state="declined", decided_at=old + timedelta(days=1))
    asked(now=old, email="open@example.com", state="active", decided_at=old)

    forget_useless(now=NOON)

    assert set(Registration.objects.values_list("email", flat=True)) == {
        "declined-late@example.com",
        "open@example.com",
        "waits@example.com",
    }


def test_the_list_counts_each_state_and_shows_the_one_that_is_asked_for(boss, row):
    asked(now=NOON, email="no@example.com", clinic_name="Declined One", state="declined", decided_at=NOON)
    client = operator_client(boss)

    text = client.get("/admin/tenants/registration/", {"state__exact": "requested"}).content.decode()

    assert "Tirana Bright" in text
    assert "Declined One" not in text
    assert client.get("/admin/tenants/registration/").context["tabs"][0][2] == 2


@pytest.mark.chaos
def test_of_two_who_decide_at_the_same_moment_one_is_told_that_the_other_was_first(committed, woken):
    boss = operator_user("race@example.com")
    row = asked(now=NOON, slug=f"race-{NOON:%H}", email="race@bright.example")

    first, second = one_after_the_other(
        lambda: approve(row.pk, slug=row.slug, by=boss, now=NOON),
        lambda: decline(row.pk, answer="", by=boss, now=NOON),
    )

    row.refresh_from_db()
    left = (row.state, row.decided_by)
    clinic = row.clinic
    row.delete()
    clinic.domains.all().delete()
    Clinic.objects.filter(pk=clinic.pk).delete()
    forget_operator(boss.email)
    assert first.exception() is None
    assert isinstance(second.exception(), Conflict)
    assert left == ("approved", "race@example.com")
