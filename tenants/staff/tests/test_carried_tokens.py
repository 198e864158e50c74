"""What one clinic signs is worth nothing in the other, where an equal row waits (H:T10, T11, M7, M9)."""

from urllib.parse import urlsplit

import pytest

from crm.testing.people import PASSWORD, client_of, make_user
from crm.testing.walk import fingerprint
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.services.invitations import invitation_link
from tenants.staff.services.resets import reset_link
from tenants.staff.services.unlocking import unlock_link

TYPED = {"password": "quite-another-long-password", "again": "quite-another-long-password"}


@pytest.mark.parametrize("made", [invitation_link, reset_link, unlock_link])
def test_a_link_of_the_neighbour_is_404_and_changes_nothing(clinic, other_clinic, made):
    user = make_user(clinic)
    with clinic_context(other_clinic):
        User.objects.create(pk=user.pk, email=user.email, password=user.password)
    with clinic_context(clinic):
        path = urlsplit(made(user)).path
    before = fingerprint(other_clinic)

    there = [client_of(other_clinic).generic(method, path).status_code for method in ("GET", "POST")]
    typed = client_of(other_clinic).post(path, TYPED).status_code
    here = client_of(clinic).get(path).status_code

    assert (there, typed, here) == ([404, 404], 404, 200)
    assert fingerprint(other_clinic) == before


def test_a_link_for_one_purpose_is_none_for_another(clinic):
    user = make_user(clinic)
    with clinic_context(clinic):
        invitation, reset = (urlsplit(made(user)).path for made in (invitation_link, reset_link))
    swapped = [invitation.replace("/invitation/", "/reset/"), reset.replace("/reset/", "/invitation/")]

    assert [client_of(clinic).get(path).status_code for path in swapped] == [404, 404]


def test_the_session_cookie_of_the_neighbour_is_none(clinic, other_clinic):
    user = make_user(clinic)
    with clinic_context(other_clinic):
        User.objects.create(pk=user.pk, email=user.email, password=user.password)
    browser = client_of(clinic)
    browser.post("/admin/login/", {"username": user.email, "password": PASSWORD})

    answer = browser.get("/admin/leads/lead/", HTTP_HOST=f"{other_clinic.slug}.localhost")

    assert answer["Location"].startswith("/admin/login/")
