"""What a clinic's Admin, and the operator, set about robots on websites (F:T23, T26)."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction

from crm.testing.people import client_of, make_user
from crm.testing.vendors import OUR_SECRET, VECTORS, broken
from leads.checks import captchas_can_be_asked
from leads.tests.checking import VENDORS, choose
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.models import ClinicSettings, Credential
from tenants.settings.services.clinic import clinic_settings
from tenants.staff import roles

PAGE = "/admin/settings/website/"
KEYS = {"site_key": "our-site-key", "secret": OUR_SECRET}


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def chosen_by(clinic):
    with clinic_context(clinic):
        return clinic_settings().captcha


def test_the_admin_chooses_a_check_and_the_trail_says_so(clinic, other_clinic, boss):
    assert boss.post(PAGE, {"captcha": "altcha"}).status_code == 302

    assert (chosen_by(clinic), chosen_by(other_clinic)) == ("altcha", "")
    with clinic_context(clinic):
        assert Entry.objects.saying("clinicsettings.changed").get().changes["captcha"] == ["", "altcha"]


def test_and_takes_it_back(clinic, boss):
    choose(clinic, "altcha")

    assert boss.post(PAGE, {"captcha": ""}).status_code == 302
    assert chosen_by(clinic) == ""


@pytest.mark.parametrize("name", VENDORS)
def test_a_service_is_chosen_once_its_keys_are_stored(clinic, boss, name):
    without = boss.post(PAGE, {"captcha": name})
    boss.post(f"/admin/integrations/{name}/", KEYS)
    with_keys = boss.post(PAGE, {"captcha": name})

    assert (without.status_code, with_keys.status_code) == (422, 302)
    assert "Store its keys under Integrations first." in without.content.decode()
    assert chosen_by(clinic) == name


def test_a_check_that_nobody_knows_is_refused_by_the_page_and_by_the_database(clinic, boss):
    assert boss.post(PAGE, {"captcha": "magic"}).status_code == 422

    with clinic_context(clinic), pytest.raises(IntegrityError), transaction.atomic():
        ClinicSettings.objects.update(captcha="magic")


@pytest.mark.parametrize("name", VENDORS)
def test_the_keys_that_a_vendor_gives_out_for_trying_are_refused(clinic, boss, settings, name):
    known = VECTORS[name].get("test_secrets", {}).values() or [VECTORS[name]["form"]["secret"]]
    for secret in known:
        answer = boss.post(f"/admin/integrations/{name}/", KEYS | {"secret": secret})

        assert answer.status_code == 422
        assert "This key is for trying out" in answer.content.decode()
    settings.DEBUG = True
    assert boss.post(f"/admin/integrations/{name}/", KEYS | {"secret": secret}).status_code == 302


@pytest.mark.parametrize("field", ["site_key", "secret"])
@pytest.mark.parametrize("text", ["two words", "schlüssel", "x" * 201])
def test_what_cannot_be_a_key_is_named(clinic, boss, field, text):
    answer = boss.post("/admin/integrations/turnstile/", KEYS | {field: text})

    assert answer.status_code == 422
    assert "This is no key: copy it again." in answer.content.decode()
    with clinic_context(clinic):
        assert not Credential.objects.exists()


@pytest.mark.parametrize("name", VENDORS)
def test_the_test_button_asks_the_vendor_whether_it_knows_the_secret(clinic, boss, vendor, name):
    said = {}
    for secret, raw in {OUR_SECRET: None, "0xWrong": None, "0xAway": broken(503)}.items():
        boss.post(f"/admin/integrations/{name}/", KEYS | {"secret": secret})
        vendor.raw = raw
        said[secret] = boss.post(f"/admin/integrations/{name}/test/", follow=True).content.decode()

    assert "It works: the secret key was accepted." in said[OUR_SECRET]
    assert "does not know this secret key. Copy it again." in said["0xWrong"]
    assert "gave no answer. Try again in a minute." in said["0xAway"]


def test_a_new_clinic_begins_as_the_operator_wishes(fresh_clinic, settings):
    settings.ENABLE_CAPTCHA = False
    without = fresh_clinic()
    settings.ENABLE_CAPTCHA = True
    asking = fresh_clinic()

    assert (chosen_by(without), chosen_by(asking)) == ("", "altcha")


def test_a_clinic_that_is_there_keeps_its_own_wish(clinic, settings):
    settings.ENABLE_CAPTCHA = True

    assert chosen_by(clinic) == ""


def test_the_settings_as_they_come_pass_the_checks(settings):
    settings.DEBUG = False

    assert captchas_can_be_asked(None) == []


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize(
    "url", ["http://example.com/", "http://127.0.0.1:8000/", "ftp://example.com/", "siteverify"]
)
def test_in_production_a_vendor_is_asked_by_https_only(settings, name, url):
    settings.DEBUG = False
    settings.CAPTCHA_URLS = settings.CAPTCHA_URLS | {name: url}

    (found,) = captchas_can_be_asked(None)

    assert (found.id, f"{name.upper()}_VERIFY_URL" in found.msg) == ("leads.E001", True)


def test_a_word_that_says_neither_yes_nor_no_is_named(settings):
    settings.ENABLE_CAPTCHA = None

    with pytest.raises(SystemCheckError, match="ENABLE_CAPTCHA"):
        call_command("check", tags=["security"])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", False),
        ("0", False),
        ("False", False),
        ("off", False),
        ("1", True),
        (" true ", True),
        ("yes", True),
        ("2", None),
    ],
)
def test_enable_captcha_is_read_as_people_write_it(monkeypatch, said, meant):
    import environ

    from crm.settings.captcha import wanted

    monkeypatch.setenv("ENABLE_CAPTCHA", said)

    assert wanted(environ.Env()) is meant
