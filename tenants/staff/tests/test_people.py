"""Colleagues are managed by Admins alone, and never beyond what the Admin has (F:T7, H:A5, A11, A12)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import Conflict, HouseError, InvalidData, NotAllowed
from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team, User
from tenants.staff.services.editing import ChangedMeanwhile, change_person, version_of
from tenants.staff.services.leaving import close_account, open_account
from tenants.staff.services.weekly import replace_hours

FIELDS = {
    "full_name": "Ana Hoxha",
    "role": "Agent",
    "data_scope": "all",
    "language": "en",
    "hours_0": "22:00-06:00",
}
CHANGES = [{"role": roles.ADMIN}, {"role": roles.READ_ONLY}, {"data_scope": "own"}, {"capacity": 3}]


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


def page_of(person):
    return f"/admin/staff/user/{person.pk}/change/"


def row(person):
    return User.objects.filter(pk=person.pk).values().get(), sorted(person.groups.values_list("name", flat=True))


@pytest.mark.parametrize("wanted", CHANGES, ids=str)
@pytest.mark.parametrize("target", roles.ROLES)
@pytest.mark.parametrize("actor", [*roles.ROLES, "visitor"])
def test_only_an_admin_of_the_clinic_changes_a_colleague(clinic, boss, actor, target, wanted):
    role = roles.ADMIN if actor == "visitor" else actor
    by = make_user(clinic, role=role, email="by@example.com", is_visitor=actor == "visitor")
    person = make_user(clinic, role=target, email="target@example.com")

    with clinic_context(clinic):
        before = row(person)
        allowed = True
        try:
            change_person(person.pk, wanted, by=by)
        except NotAllowed:
            allowed = False

        assert allowed == (actor == roles.ADMIN)
        assert allowed or row(person) == before


@pytest.mark.parametrize("wanted", CHANGES[1:], ids=str)
def test_nobody_changes_their_own_role_or_scope(clinic, boss, wanted):
    make_user(clinic, role=roles.ADMIN, email="other@example.com")

    with clinic_context(clinic), pytest.raises(NotAllowed):
        change_person(boss.pk, wanted, by=boss)


def test_a_visit_of_the_platform_is_changed_by_nobody(clinic, boss):
    guest = make_user(clinic, email="guest@example.com", is_visitor=True)

    with clinic_context(clinic):
        for change in (
            lambda: change_person(guest.pk, {"data_scope": "own"}, by=boss),
            lambda: close_account(guest.pk, heirs={}, by=boss, now=timezone.now()),
            lambda: open_account(guest.pk, by=boss),
        ):
            with pytest.raises(NotAllowed):
                change()


def test_the_last_admin_who_can_log_in_stays(clinic, boss):
    """The other two: one was invited and has no password, one is a guest, who does not count."""
    second = make_user(clinic, role=roles.ADMIN, email="second@example.com")
    with clinic_context(clinic):
        User.objects.filter(pk=boss.pk).update(password="!")

        for change in (
            lambda: change_person(second.pk, {"role": roles.AGENT}, by=boss),
            lambda: close_account(second.pk, heirs={}, by=boss, now=timezone.now()),
        ):
            with pytest.raises(Conflict, match="last Admin"):
                change()


@pytest.mark.parametrize(
    "more",
    [{"is_superuser": "on"}, {"is_staff": ""}, {"password": "x"}, {"user_permissions": "1"}, {"is_visitor": "on"},
     {"email": "taken@example.com"}, {"is_active": ""}],
    ids=str,
)  # fmt: skip
def test_fields_that_are_not_on_the_page_are_not_written(clinic, boss, agent, more):
    client = client_of(clinic, boss)
    client.post(page_of(agent), FIELDS)
    with clinic_context(clinic):
        before = row(agent)

    answer = client.post(page_of(agent), {**FIELDS, **more})

    assert answer.status_code == 302
    with clinic_context(clinic):
        assert row(agent) == before


def test_hours_over_midnight_become_two_days(clinic, boss, agent):
    client_of(clinic, boss).post(page_of(agent), FIELDS)

    with clinic_context(clinic):
        assert list(agent.hours.values_list("weekday", "starts", "ends")) == [(0, 1320, 1440), (1, 0, 360)]


@pytest.mark.parametrize(
    "hours", ["25:00-26:00", "8-12", "08:00-08:00", "08:00-12:00, 11:00-13:00", "\x00", "08:61-09:00"]
)
def test_hours_that_are_none_are_a_sentence(clinic, boss, agent, hours):
    answer = client_of(clinic, boss).post(page_of(agent), {**FIELDS, "hours_0": hours})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["hours_0"])


def test_the_second_of_two_who_save_sees_what_differs(clinic, boss, agent):
    with clinic_context(clinic):
        version = version_of(agent)
        change_person(agent.pk, {"full_name": "Ana First"}, by=boss, version=version)

        with pytest.raises(ChangedMeanwhile):
            change_person(agent.pk, {"full_name": "Ana Second"}, by=boss, version=version)

    answer = client_of(clinic, boss).post(page_of(agent), {**FIELDS, "full_name": "Ana Second", "version": version})
    assert answer.status_code == 409
    assert "Ana First" in answer.content.decode()


def test_who_closes_an_account_says_who_inherits_and_the_way_back_is_open(clinic, boss, agent):
    heir = make_user(clinic, email="heir@example.com")
    lead = make_lead(clinic, assigned_to=agent)
    old = make_lead(clinic, "Old", assigned_to=agent, stage="Lost")
    client, theirs = client_of(clinic, boss), client_of(clinic, agent)
    page = f"/admin/staff/{agent.pk}/close/"

    asked = client.post(page, {})
    done = client.post(page, {"leads": str(heir.pk)})

    assert "1 open lead" in asked.content.decode()
    assert "this is not on the page Undo" in asked.content.decode()
    assert (asked.status_code, done.status_code) == (422, 302)
    assert theirs.get("/admin/leads/lead/").status_code == 302
    with clinic_context(clinic):
        owners = dict(Lead.objects.values_list("pk", "assigned_to"))
        assert owners == {lead.pk: heir.pk, old.pk: agent.pk}
    client.post(f"/admin/staff/{agent.pk}/open/")
    with clinic_context(clinic):
        assert User.objects.get(pk=agent.pk).is_active


def test_nobody_decides_nothing_and_a_closed_account_inherits_nothing(clinic, boss, agent):
    gone = make_user(clinic, email="gone@example.com", is_active=False)
    make_lead(clinic, assigned_to=agent)

    with clinic_context(clinic):
        for heirs in ({}, {"leads": gone.pk}, {"leads": agent.pk}):
            with pytest.raises(InvalidData):
                close_account(agent.pk, heirs=heirs, by=boss, now=timezone.now())
        with pytest.raises(HouseError):
            close_account(boss.pk, heirs={"leads": None}, by=boss, now=timezone.now())


def test_a_team_sees_each_others_leads_everywhere_alike(clinic, boss, agent):
    mate, stranger = (make_user(clinic, email=f"{n}@example.com") for n in ("mate", "stranger"))
    make_lead(clinic, "Own", assigned_to=agent)
    make_lead(clinic, "Mates", assigned_to=mate)
    make_lead(clinic, "Strangers", assigned_to=stranger)
    make_lead(clinic, "Nobodys")
    with clinic_context(clinic):
        User.objects.filter(pk=agent.pk).update(data_scope="team")
        team = Team.objects.create(name="Italy")
        team.members.add(agent, mate)
        Team.objects.create(name="Other").members.add(stranger)
    client = client_of(clinic, agent)

    listed = client.get("/admin/leads/lead/").context["cl"].result_list
    found = client.get("/admin/leads/lead/?q=Bellini").context["cl"].result_list
    counted = client.get("/api/v1/leads").json()["count"]

    names = {"Own", "Mates", "Nobodys"}
    assert {lead.first_name for lead in listed} == {lead.first_name for lead in found} == names
    assert counted == 3


def test_an_invited_colleague_gets_a_mail_and_an_account_of_that_role(clinic, boss):
    sent = {"email": "new@example.com", "full_name": "New", "role": "Agent", "data_scope": "own", "language": "it"}

    done = client_of(clinic, boss).post("/admin/staff/invite/", {**sent, "languages": ["it", "en"]})
    again = client_of(clinic, boss).post("/admin/staff/invite/", sent)

    assert (done.status_code, again.status_code) == (302, 422)
    with clinic_context(clinic):
        new = User.objects.get(email="new@example.com")
        assert (new.role, new.data_scope, new.language, new.languages) == ("Agent", "own", "it", ["it", "en"])
        assert not new.has_usable_password()


def test_the_pages_open_and_the_api_lists_staff(clinic, boss, agent):
    client = client_of(clinic, boss)
    of_people = [f"user/{agent.pk}/change/", f"user/{boss.pk}/change/", f"{agent.pk}/close/"]
    pages = ["user/", *of_people, "invite/", "team/", "team/add/", "user/?role=Agent&state=open&team=x"]

    statuses = {page: client.get(f"/admin/staff/{page}").status_code for page in pages}
    own = [client.get(page).status_code for page in ("/admin/roles/", "/admin/me/", "/api/v1/staff")]

    assert set(statuses.values()) == {200}, statuses
    assert own == [200, 200, 200]
    assert client_of(clinic, agent).get("/admin/me/").status_code == 200
    assert client_of(clinic, agent).get("/api/v1/staff").status_code == 403


def test_the_switch_and_the_own_page_change_oneself_alone(clinic, agent):
    client = client_of(clinic, agent)

    client.post("/admin/me/shift/", {"shift": "off"})
    client.post("/admin/me/", {**FIELDS, "role": "Admin", "data_scope": "own", "full_name": "Ana"})

    with clinic_context(clinic):
        now = User.objects.get(pk=agent.pk)
        assert (now.shift, now.full_name, now.role, now.data_scope) == ("off", "Ana", "Agent", "all")


def test_more_colleagues_with_hours_cost_the_list_no_more_statements(clinic, boss):
    client = client_of(clinic, boss)

    def statements(number):
        person = make_user(clinic, email=f"more{number}@example.com")
        with clinic_context(clinic):
            replace_hours(person, [(0, 480, 1020)])
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/admin/staff/user/").status_code == 200
        return len(asked(seen))

    _warm, *others = [statements(number) for number in range(4)]

    assert others == [others[0]] * 3
