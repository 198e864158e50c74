"""The pages of keys in a real browser, on desk and phone, with a mouse, with keys only and without JavaScript."""

import pytest
from playwright.sync_api import expect

from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import PASSWORD, host_of, key_of, make_user
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.staff import roles

pytestmark = pytest.mark.browser
PAGE = "https://clinic-site.example"


@pytest.fixture
def clinic_at_work(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic, role=roles.ADMIN)
    key_of(clinic, kind="site", origins=[PAGE, f"https://{'very-long-' * 5}name.example"])
    return clinic


@pytest.fixture
def visit(chromium, web, clinic_at_work):
    """The page after the login, and what the browser complained about."""

    def come(**options):
        context = chromium.new_context(**options)
        page, troubles = context.new_page(), []
        page.on("console", lambda line: line.type in {"error", "warning"} and troubles.append(line.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"http://{host_of(clinic_at_work)}:{web.port}/admin/login/?next=/admin/keys/")
        page.fill("#id_username", "agent@example.com")
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.press("#id_password", "Enter")
        page.wait_for_selector("text=New key")
        return page, troubles

    return come


def press(page, what):
    """What leads to another page, which is there afterwards."""
    with page.expect_navigation():
        page.click(what)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_secret_key_is_made_shown_once_copied_and_given_a_new_secret(visit, size):
    page, troubles = visit(viewport=size, permissions=["clipboard-read", "clipboard-write"])
    wide = [too_wide(page)]

    press(page, "text=New key")
    page.select_option("#id_kind", "secret")
    page.fill("#id_name", "Booking server")
    press(page, "button[type=submit].go")
    text = page.input_value("#key_text")
    page.click("button[data-copy]")
    page.wait_for_selector("text=Copied")
    wide.append(too_wide(page))
    copied = page.evaluate("navigator.clipboard.readText()")
    press(page, "text=I have kept it")
    gone = text not in page.content()
    wide.append(too_wide(page))
    press(page, "text=Give it a new secret")
    press(page, "button[type=submit].go")

    assert (copied, gone) == (text, True)
    assert page.input_value("#key_text") != text
    assert wide == [False] * 3
    assert [line for line in troubles if "stream" not in line and "ERR_CONNECTION" not in line] == []


def test_what_is_wrong_has_the_focus(visit):
    page, _ = visit()
    press(page, "text=New key")
    page.select_option("#id_kind", "site")
    page.fill("#id_name", "Contact form")
    page.fill("#id_origins", "clinic-site")
    press(page, "button[type=submit].go")

    page.wait_for_selector("#id_origins_error")
    page.wait_for_selector("#id_origins:focus")


def test_without_javascript_everything_works_too(visit, clinic_at_work):
    page, _ = visit(java_script_enabled=False)
    press(page, f"text={PAGE}")

    assert page.input_value("#key_text").startswith("bw_site_")
    expect(page.locator("button[data-copy]")).to_be_hidden()
    press(page, "text=Revoke")
    press(page, "button.danger")

    expect(page.get_by_text("They never work again.")).to_be_visible()
    with clinic_context(clinic_at_work):
        assert ApiKey.objects.get().revoked_at is not None
