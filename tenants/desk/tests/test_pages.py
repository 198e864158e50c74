"""Pages that are no model: login, permission, methods and surroundings come with them (HOUSE 12)."""

import pytest
from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import clear_url_caches, path

from crm.testing.people import client_of, make_user
from tenants.desk import access, pages
from tenants.desk.navigation import menu
from tenants.staff import roles


@pytest.fixture
def page(monkeypatch):
    """A page of this test, at /admin/tea/."""
    from crm import urls_clinic

    monkeypatch.setattr(access, "_rules", dict(access._rules))
    monkeypatch.setattr(pages, "_pages", {site: list(rest) for site, rest in pages._pages.items()})

    def tea(request, **kwargs):
        return TemplateResponse(request, "desk/page.html", pages.page_context(request))

    pages.register_page("tea/", tea, name="tea", title="Tea", permission="staff.view_user", methods=["GET"])
    routes = [path("admin/", admin.site.urls)]
    monkeypatch.setattr(urls_clinic, "urlpatterns", routes)
    clear_url_caches()
    yield "/admin/tea/"
    clear_url_caches()


@pytest.fixture
def admin_client_of_clinic(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN))


def test_a_page_is_shown_in_the_desk_with_its_title(page, admin_client_of_clinic):
    answer = admin_client_of_clinic.get(page)

    assert answer.status_code == 200
    assert "Tea · Bridgework" in answer.content.decode()
    assert "'unsafe-eval'" in answer["Content-Security-Policy"]


def test_a_page_asks_for_its_permission(page, agent_client):
    assert agent_client.get(page).status_code == 403


def test_a_page_asks_for_a_login(page, clinic):
    assert client_of(clinic).get(page)["Location"].startswith("/admin/login/?next=/admin/tea/")


def test_a_method_that_a_page_does_not_name_is_405(page, admin_client_of_clinic):
    assert admin_client_of_clinic.post(page).status_code == 405
    assert admin_client_of_clinic.head(page).status_code == 200


def test_the_side_bar_shows_what_is_open_to_the_reader(clinic, rf):
    def titles(role):
        request = rf.get("/admin/")
        request.clinic, request.user = clinic, make_user(clinic, role=role, email=f"{role}@example.com".lower())
        from tenants.context import clinic_context

        with clinic_context(clinic):
            return [str(item["title"]) for group in menu(request) for item in group["items"]]

    assert {"Today", "Leads", "Staff"} <= set(titles(roles.ADMIN))
    assert "Staff" not in titles(roles.AGENT)
