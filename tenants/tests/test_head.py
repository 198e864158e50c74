"""A schema is at head when it has what the code wants: migrations, rights of the app role, groups (H:R10)."""

from tenants.services import grants, migrating
from tenants.staff import roles


def head():
    return migrating.head.__wrapped__()


def test_the_same_code_wants_the_same():
    assert head() == head() == migrating.head()


def test_a_right_granted_to_a_role_is_work_for_the_runner_without_a_migration(monkeypatch):
    before = head()
    monkeypatch.setattr(roles, "_granted", roles._granted | {roles.AGENT: {"leads.change_lead"}})

    assert head() != before


def test_a_table_opened_to_the_app_role_is_work_for_the_runner(monkeypatch):
    before = head()
    monkeypatch.setattr(grants, "PUBLIC_WRITABLE", [*grants.PUBLIC_WRITABLE, "another_table"])

    assert head() != before
