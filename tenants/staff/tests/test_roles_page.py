"""What each role may do, in words (F:T4)."""

from crm.testing.people import client_of, make_user
from tenants.staff import roles


def test_every_right_that_a_role_has_is_explained():
    granted = {permission for _role, held in roles.everything_granted() for permission in held}

    assert granted - roles.explained().keys() == set()


def test_the_page_speaks_of_what_people_do_and_not_of_tables(clinic):
    boss = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))

    page = boss.get("/admin/roles/").content.decode()

    assert "See leads" in page
    assert "Invite colleagues" in page
    for tables in ("Lead payloads", "Access failures", "User sessions", "Operations", "Can "):
        assert tables not in page
