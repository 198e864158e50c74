"""The door to a visit opens once, for two minutes, in its own clinic (H:T16)."""

import pytest

from crm.testing.people import client_of
from tenants.context import clinic_context
from tenants.services import signing
from tenants.staff.models import User
from tenants.tests.visiting import NOON, REASON, inside, opened, path_of

pytestmark = pytest.mark.any_postgres

LOGIN = "/admin/login/"


def test_the_door_is_looked_at_first_and_opened_by_post(visit, clinic):
    client = client_of(clinic)

    looked = client.get(path_of(visit))

    assert looked.status_code == 200
    assert REASON in looked.content.decode()
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    visit.refresh_from_db()
    assert visit.entered_at is None


def test_it_opens_once(visit, clinic):
    inside(visit)

    second = client_of(clinic).post(path_of(visit))

    assert second.status_code == 404
    with clinic_context(clinic):
        assert User.objects.filter(is_visitor=True).count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(119, 302), (120, 404), (121, 404)])
def test_it_is_open_for_two_minutes(visit, clinic, at_noon, seconds, status):
    path = path_of(visit)
    at_noon.shift(seconds)

    assert client_of(clinic).post(path).status_code == status


def test_a_link_made_again_later_keeps_no_door_open(visit, clinic, at_noon):
    at_noon.shift(125)

    assert client_of(clinic).post(path_of(visit)).status_code == 404


def test_the_door_of_one_clinic_is_none_in_another(visit, other_clinic):
    answer = client_of(other_clinic).post(path_of(visit))

    assert answer.status_code == 404
    with clinic_context(other_clinic):
        assert not User.objects.filter(is_visitor=True).exists()


def test_what_one_clinic_signed_opens_no_door_of_another_for_its_own_visit(at_noon, clinic, other_clinic, operator):
    theirs = opened(other_clinic, operator, now=NOON)
    with clinic_context(clinic):
        token = signing.dumps(str(theirs.pk), purpose="visit")

    assert client_of(other_clinic).post(f"/visit/{token}/").status_code == 404


def test_what_a_clinic_signed_opens_no_visit_to_another(visit, other_clinic):
    with clinic_context(other_clinic):
        token = signing.dumps(str(visit.pk), purpose="visit")

    assert client_of(other_clinic).post(f"/visit/{token}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "..", "é", "x" * 3000])
def test_what_is_no_door_is_a_sentence(clinic, token):
    answer = client_of(clinic).post(f"/visit/{token}/")

    assert answer.status_code in {400, 404}
