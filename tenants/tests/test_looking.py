"""GET of every address by everybody, and HEAD by who may most, write no row of a clinic or of ours (H:N12)."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from crm.testing.canaries import person_of
from crm.testing.looking import changed, everything_in
from crm.testing.people import client_of, host_of, make_user
from crm.testing.walk import calls, only_looks, sent
from leads.models import Lead
from tenants.context import clinic_context, platform_schema
from tenants.models import Domain, Visit
from tenants.staff.roles import ADMIN
from tenants.staff.services.invitations import invitation_link, invite
from tenants.staff.services.resets import reset_link
from tenants.staff.services.unlocking import unlock_link
from tenants.tests.visiting import inside, opened, operator_client, operator_user, path_of

pytestmark = pytest.mark.any_postgres

STRANGER, VISITOR, OPERATOR = "stranger", "visitor", "operator"


def looks(urlconf, here, there, methods=("GET",)):
    return [step for step in calls(urlconf, here, there) if step.method in methods and only_looks(step)]


def changed_by(client, steps, *canaries):
    """Tables that are not as they were after these calls, none of which is taken back."""
    schemas = [canary.clinic.schema_name for canary in canaries]
    before = everything_in("public", *schemas)
    answers = [sent(client, step) for step in steps]
    assert any(answer.status_code == 200 for answer in answers)
    return changed(before, everything_in("public", *schemas))


def browser_of(who, canary):
    clinic = canary.clinic
    if who == STRANGER:
        return client_of(clinic)
    if who == VISITOR:
        with platform_schema():
            visit = opened(clinic, operator_user(), now=timezone.now(), role=Visit.Role.ADMIN)
        return inside(visit)
    if who == OPERATOR:
        with platform_schema():
            client = operator_client(operator_user())
        client.defaults["HTTP_HOST"] = host_of(clinic)
        return client
    return client_of(clinic, person_of(canary, who))


@pytest.mark.parametrize("who", [ADMIN, VISITOR, OPERATOR])
def test_looking_at_every_page_of_a_clinic_writes_nothing_at_all(canaries, who):
    """Of strangers and the other roles the walk among the neighbour's rows asks the same (test_walk_clinic)."""
    here, there = canaries
    client = browser_of(who, here)
    methods = ("GET", "HEAD") if who == ADMIN else ("GET",)

    assert changed_by(client, looks("crm.urls_clinic", here, there, methods), here, there) == []


@pytest.mark.parametrize("who", [STRANGER, ADMIN, OPERATOR])
def test_looking_at_every_page_of_the_platform_writes_nothing_at_all(canaries, who):
    here, there = canaries
    client = browser_of(who, here)
    client.defaults["HTTP_HOST"] = "localhost"

    assert changed_by(client, looks("crm.urls_platform", here, there), here, there) == []


@pytest.fixture
def links(clinic):
    """Links that open something, each unused."""
    with platform_schema():
        visit = opened(clinic, operator_user(), now=timezone.now())
    owner = make_user(clinic, email="owner@example.com")
    with clinic_context(clinic):
        invited = invite(email="new@example.com", role=ADMIN)
        made = {"invitation": invitation_link(invited), "reset": reset_link(owner), "unlock": unlock_link(owner)}
    return {"door": path_of(visit)} | {name: urlsplit(link).path for name, link in made.items()}


@pytest.mark.parametrize("link", ["invitation", "reset", "unlock", "door"])
def test_looking_at_a_link_does_not_use_it(links, clinic, link):
    before = everything_in("public", clinic.schema_name)

    answers = [client_of(clinic).generic(method, links[link]).status_code for method in ("GET", "HEAD", "GET")]

    assert answers == [200, 200, 200]
    assert changed(before, everything_in("public", clinic.schema_name)) == []


def test_the_comparison_sees_a_row_of_the_clinic_of_the_platform_and_one_that_is_gone_again(canaries):
    here, _ = canaries
    before = everything_in("public", here.clinic.schema_name)

    with clinic_context(here.clinic):
        Lead.objects.filter(pk=here.row("leads.Lead").pk).update(first_name="Other")
        make_user(here.clinic, email="gone@example.com").groups.clear()
    with platform_schema():
        Domain.objects.filter(clinic=here.clinic).update(name="other.localhost")

    found = changed(before, everything_in("public", here.clinic.schema_name))
    assert {name.partition(".")[2] for name in found} == {
        "auditlog_logentry",
        "leads_lead",
        "staff_user",
        "staff_user_groups",
        "tenants_domain",
    }
