"""Which app has its tables where, and what production is strict about (H:T2, T10, T12, HOUSE 3)."""

import environ
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import override_settings

from crm.settings.carriers import base_urls
from crm.testing.canaries import clinic_models
from tenants.checks import ON_BOTH_SIDES, rows_have_one_side
from tenants.desk.sites import platform_site

PLATFORM_ONLY = {"tenants", "django_celery_beat", "limits"}


def test_no_business_app_has_tables_on_both_sides():
    assert not list(rows_have_one_side(None))


@pytest.mark.parametrize("app", ["leads", "tenants.keys", "tenants.outbox"])
def test_a_business_app_on_both_sides_does_not_pass_the_checks(app):
    with override_settings(SHARED_APPS=[*settings.SHARED_APPS, app]):
        assert [message.id for message in rows_have_one_side(None)] == ["house.E010"]


def test_every_app_with_tables_has_its_place():
    placed = {model._meta.app_label for model in clinic_models()} | PLATFORM_ONLY

    assert {model._meta.app_label for model in apps.get_models()} == placed


def test_the_platforms_site_shows_no_row_of_a_clinic():
    shown = {model._meta.app_label for model in platform_site._registry}

    assert shown
    assert shown <= PLATFORM_ONLY | ON_BOTH_SIDES


def test_the_clinics_site_shows_rows_of_the_clinic_only_and_is_ours():
    from tenants.desk.sites import ClinicSite

    assert isinstance(admin.site, ClinicSite)
    assert set(admin.site._registry) <= set(clinic_models())
    assert {"Lead", "User"} <= {model.__name__ for model in admin.site._registry}


def test_every_page_of_the_two_sites_is_made_by_our_own_classes():
    from tenants.desk.options import HouseModelAdmin

    for site in (admin.site, platform_site):
        assert all(isinstance(page, HouseModelAdmin) for page in site._registry.values())


def test_nothing_is_believed_that_a_stranger_can_send():
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.TENANT_LIMIT_SET_CALLS is True
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


def test_a_view_of_the_api_that_says_nothing_lets_nobody_in():
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["tenants.desk.api.permissions.DenyAll"]
    assert settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] == []


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ({}, "https://graph.facebook.com"),
        ({"WHATSAPP_PROVIDER": "cloud"}, "https://graph.facebook.com"),
        ({"WHATSAPP_PROVIDER": "stub"}, "http://127.0.0.1:8005"),
        ({"WHATSAPP_PROVIDER": "stub", "WHATSAPP_BASE_URL": "https://gate.example/"}, "https://gate.example"),
    ],
)
def test_who_carries_messages_is_chosen_by_the_environment_and_stub_is_the_simulator(said, base, monkeypatch):
    monkeypatch.setattr(environ.Env, "ENVIRON", said)

    whatsapp, twilio = base_urls(environ.Env(), simulator="http://127.0.0.1:8005")

    assert (whatsapp, twilio) == (base, "https://api.twilio.com")
