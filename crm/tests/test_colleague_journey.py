"""An Admin invites a colleague, who sets a password and sees only the own leads (F:T7, T9), as people do it."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from crm.testing.accessibility import axe
from crm.testing.browsers import SIZES
from crm.testing.people import PASSWORD, host_of, make_user
from leads.models import Lead
from leads.services.stages import first_stage
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

pytestmark = pytest.mark.browser
MAIL = "drita@example.com"
CHOSEN = "a-password-of-dritas-own"


@pytest.fixture(params=list(SIZES))
def browser_at(request, chromium, web, live):
    """`browser_at(clinic)` is a page of somebody who was never here before."""
    contexts = []

    def new(clinic):
        contexts.append(chromium.new_context(viewport=SIZES[request.param], locale="en", bypass_csp=True))
        page = contexts[-1].new_page()
        page.home = f"http://{host_of(clinic)}:{web.port}"
        page.troubles = []
        page.on("console", lambda line: line.type == "error" and page.troubles.append(line.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()


def log_in(page, mail, password):
    page.goto(page.home)
    page.fill("input[name=username]", mail)
    page.fill("input[name=password]", password)
    with page.expect_navigation(url="**/admin/"):
        page.keyboard.press("Enter")


def lead(name, owner):
    now = timezone.now()
    return Lead.objects.create(
        first_name=name, stage=first_stage(), assigned_to=owner, created_at=now, last_arrival_at=now
    )


def invite_drita(page):
    page.goto(f"{page.home}/admin/staff/user/")
    with page.expect_navigation():
        page.click("a:has-text('Invite')")
    page.fill("input[name=email]", MAIL)
    page.fill("input[name=full_name]", "Drita Kola")
    page.select_option("select[name=role]", roles.AGENT)
    page.select_option("select[name=data_scope]", "own")
    assert axe(page) == []
    with page.expect_navigation():
        page.click("text=Send the invitation")


def follow(page, link):
    page.goto(page.home + link)
    assert axe(page) == []
    for field in page.locator("input[type=password]").all():
        field.fill(CHOSEN)
    with page.expect_navigation(url="**/admin/login/**"):
        page.keyboard.press("Enter")


def test_an_invited_colleague_sets_a_password_and_sees_only_the_own_leads(
    no_worker, fresh_clinic, mailbox, browser_at
):
    clinic = fresh_clinic()
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", full_name="Ana Hoxha")
    admins, dritas = browser_at(clinic), browser_at(clinic)
    log_in(admins, boss.email, PASSWORD)

    invite_drita(admins)
    mail = next(one for one in mailbox.deliver(clinic) if one.recipients == [MAIL])
    link = urlsplit(re.search(r"https?://\S+/invitation/\S+", mail.text)[0]).path
    follow(dritas, link)
    with clinic_context(clinic):
        lead("Mario", User.objects.get(email=MAIL))
        hers = lead("Heike", boss)
        lead("Nobody's", None)
    log_in(dritas, MAIL, CHOSEN)
    dritas.goto(f"{dritas.home}/admin/leads/lead/")

    assert "Mario" in dritas.content()
    assert "Nobody's" in dritas.content().replace("&#x27;", "'")
    assert "Heike" not in dritas.content()
    assert dritas.goto(f"{dritas.home}/admin/leads/lead/{hers.pk}/change/").status == 404
    assert dritas.goto(f"{dritas.home}/admin/staff/user/").status == 403
    second = browser_at(clinic)
    assert second.goto(second.home + link).status == 404
    assert admins.troubles == []
