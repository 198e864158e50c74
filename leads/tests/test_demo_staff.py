"""A demo clinic looks like one that works: settings, people with hours, a team, silent bells (F:I25)."""

import pytest
from django.db import transaction

from leads.demo.staff import COLLEAGUES, PRICES, SETTINGS, TEAM
from leads.models import Treatment
from leads.services.demo_staff import settle
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.settings.services.clinic import clinic_settings
from tenants.staff import roles
from tenants.staff.models import Team, User
from tenants.staff.services.weekly import stretches_of


@pytest.fixture
def settled(clinic):
    """`settled(slug)` makes the people of that demo clinic here; as often as one likes."""

    def make(slug="tirana-smile"):
        with clinic_context(clinic), transaction.atomic():
            return settle(slug, password_for=lambda: "bridgework-demo")

    return make


@pytest.mark.parametrize("slug", SETTINGS)
def test_the_clinic_says_where_it_is(clinic, settled, slug):
    settled(slug)

    with clinic_context(clinic):
        row = clinic_settings()
        assert {name: getattr(row, name) for name in SETTINGS[slug]} == SETTINGS[slug]


@pytest.mark.parametrize("slug", PRICES)
def test_the_clinic_has_prices_of_its_own(clinic, settled, slug):
    settled(slug)

    with clinic_context(clinic):
        listed = dict(Treatment.objects.values_list("code", "price_from"))

    assert {code: listed[code] for code in PRICES[slug]} == PRICES[slug]


def test_each_role_has_a_login_the_named_ones_first_and_one_agent_sees_only_own_leads(clinic, settled):
    logins = settled()

    with clinic_context(clinic):
        people = [User.objects.get(email=login["email"]) for login in logins]
        assert [person.role for person in people][: len(roles.ROLES)] == list(roles.ROLES)
        assert all(person.check_password(login["password"]) for person, login in zip(people, logins, strict=True))
        assert [one.full_name for one in people if one.data_scope == User.DataScope.OWN] == ["Erion Kola"]


def test_people_speak_languages_agents_have_hours_and_a_team(clinic, settled):
    settled()

    with clinic_context(clinic):
        assert all(person.languages for person in User.objects.all())
        assert all(stretches_of(person) for person in User.objects.filter(groups__name=roles.AGENT))
        members = Team.objects.get(name=TEAM).members
        assert members.count() == sum(one.in_team for one in COLLEAGUES)


def test_nobodys_bell_rings_and_nobody_gets_mail(clinic, settled):
    settled()

    with clinic_context(clinic):
        assert (Notice.objects.count(), Job.objects.filter(kind__startswith="staff.mail").count()) == (0, 0)


def test_done_again_it_changes_nothing(clinic, settled):
    first = settled()

    assert settled() == first
    with clinic_context(clinic):
        assert User.objects.count() == len(COLLEAGUES)
        assert Team.objects.count() == 1
