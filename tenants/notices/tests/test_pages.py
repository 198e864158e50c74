"""The bell, the page behind it and one's own choice; each works without a script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices.models import Notice, NoticeChoice
from tenants.services import hosts
from tenants.services.states import suspend

PAGE = "/admin/notices/"
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def colleague(clinic):
    return make_user(clinic, email="colleague@example.com")


def unread(clinic, user):
    with clinic_context(clinic):
        return Notice.objects.visible_to(user).unread().count()


def newest(clinic):
    with clinic_context(clinic):
        return Notice.objects.first().pk


def test_the_bell_counts_ones_own_unread_notices_on_every_page(clinic, agent, agent_client, colleague, kind, tell):
    name = kind()
    tell(clinic, [agent], name)
    tell(clinic, [agent, colleague], name)

    page = agent_client.get(PAGE).content.decode()

    assert 'data-unread="2"' in page
    assert 'aria-label="Notices, unread: 2"' in page


def test_the_bell_counts_to_ninety_nine_and_costs_one_question_however_many_there_are(
    clinic, agent, agent_client, kind
):
    with clinic_context(clinic):
        Notice.objects.bulk_create(Notice(user=agent, kind=kind(), key=str(n)) for n in range(150))

    with CaptureQueriesContext(connection) as asked:
        page = agent_client.get("/admin/password_change/").content.decode()

    assert ">99+</b>" in page
    assert len([one for one in asked if "notices_notice" in one["sql"]]) == 1


def test_the_page_shows_ones_own_notices_the_newest_first_and_nothing_of_others(
    clinic, other_clinic, agent, agent_client, colleague, kind, tell
):
    name = kind()
    tell(clinic, [agent], name, who="First")
    tell(clinic, [agent], name, who="Second")
    tell(clinic, [colleague], name, who="Not for you")
    tell(other_clinic, [make_user(other_clinic, email="far@example.com")], name, who="Elsewhere")

    page = agent_client.get(PAGE).content.decode()

    assert 0 < page.index("Second called") < page.index("First called")
    assert "Not for you" not in page
    assert "Elsewhere" not in page


def test_what_a_notice_holds_is_shown_as_text(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind(body="%(more)s"), who=EVIL, more=EVIL)

    page = agent_client.get(PAGE).content.decode()

    assert EVIL not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_opening_a_notice_reads_it_and_goes_where_it_leads(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind(), link="/admin/leads/lead/")

    answer = agent_client.post(f"{PAGE}{newest(clinic)}/open/")

    assert (answer.status_code, answer["Location"]) == (303, "/admin/leads/lead/")
    assert unread(clinic, agent) == 0


def test_a_notice_that_leads_nowhere_is_read_in_its_place(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind())

    answer = agent_client.post(f"{PAGE}{newest(clinic)}/open/")

    assert answer["Location"] == PAGE
    assert unread(clinic, agent) == 0


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1, 2**63, 10**30])
def test_a_number_of_no_notice_of_mine_is_not_there(clinic, agent_client, number):
    assert agent_client.post(f"{PAGE}{number}/open/").status_code == 404


def test_nobody_reads_a_colleagues_notice(clinic, agent_client, colleague, kind, tell):
    tell(clinic, [colleague], kind(), link="/admin/leads/lead/")

    answer = agent_client.post(f"{PAGE}{newest(clinic)}/open/")

    assert answer.status_code == 404
    assert unread(clinic, colleague) == 1


def test_all_of_ones_own_are_read_at_once(clinic, agent, agent_client, colleague, kind, tell):
    tell(clinic, [agent, colleague], kind())

    answer = agent_client.post(f"{PAGE}read/")

    assert answer.status_code == 303
    assert unread(clinic, agent) == 0
    assert unread(clinic, colleague) == 1


def test_nothing_is_read_by_looking_at_it(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind())

    agent_client.get(PAGE)

    assert agent_client.get(f"{PAGE}read/").status_code == 405
    assert agent_client.get(f"{PAGE}{newest(clinic)}/open/").status_code == 405
    assert unread(clinic, agent) == 1


def test_reading_asks_for_the_token_of_the_form(clinic, agent, kind, tell):
    tell(clinic, [agent], kind())
    client = client_of(clinic, agent)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"{PAGE}read/").status_code == 403
    assert unread(clinic, agent) == 1


def test_the_open_page_asks_for_the_count_alone(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind())

    assert agent_client.get(f"{PAGE}unread/").json() == {"unread": 1}


def test_people_of_a_suspended_clinic_still_read_their_notices(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind())
    suspend(clinic)
    hosts.forget_hosts()

    assert agent_client.post(f"{PAGE}read/").status_code == 303
    assert unread(clinic, agent) == 0


def test_who_has_none_reads_that_nothing_is_wrong(agent_client):
    assert "Nothing new for you" in agent_client.get(PAGE).content.decode()


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "1e9"])
def test_any_page_number_is_answered(agent_client, page):
    assert agent_client.get(PAGE, {"page": page}).status_code == 200


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}unread/", f"{PAGE}choices/"])
def test_whoever_is_not_logged_in_is_led_to_the_login(clinic, path):
    answer = client_of(clinic).get(path)

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_platforms_site_has_no_bell(clinic, platform_client):
    assert platform_client.get(PAGE).status_code in {302, 404}


def test_what_is_chosen_is_kept_for_oneself_and_shown_again(clinic, agent, agent_client, colleague, kind):
    name = kind(mail=True)

    agent_client.post(f"{PAGE}choices/", {f"mail:{name}": "on"})

    with clinic_context(clinic):
        kept = NoticeChoice.objects.filter(kind=name).values_list("user", "bell", "mail")
        assert list(kept) == [(agent.pk, False, True)]
    page = agent_client.get(f"{PAGE}choices/").content.decode()
    assert f'name="mail:{name}" checked' in page
    assert f'name="bell:{name}">' in page


def test_choosing_again_changes_the_choice(clinic, agent, agent_client, kind):
    name = kind(mail=True)

    agent_client.post(f"{PAGE}choices/", {f"mail:{name}": "on"})
    agent_client.post(f"{PAGE}choices/", {f"bell:{name}": "on"})

    with clinic_context(clinic):
        assert NoticeChoice.objects.filter(kind=name).values_list("bell", "mail").get() == (True, False)


def test_what_cannot_be_chosen_stays_as_it_is_whatever_is_sent(clinic, agent, agent_client, kind):
    safe, unmailed = kind("test.safe", mail=True, always=True), kind("test.unmailed")

    agent_client.post(f"{PAGE}choices/", {f"mail:{unmailed}": "on", "bell:unknown": "on"})

    with clinic_context(clinic):
        assert not NoticeChoice.objects.filter(kind__in=[safe, "unknown"])
        assert NoticeChoice.objects.get(kind=unmailed).mail is False


def test_a_read_notice_keeps_the_moment_at_which_it_was_first_read(clinic, agent, agent_client, kind, tell):
    tell(clinic, [agent], kind())
    agent_client.post(f"{PAGE}{newest(clinic)}/open/")
    with clinic_context(clinic):
        before = Notice.objects.get().read_at

    agent_client.post(f"{PAGE}{newest(clinic)}/open/")

    with clinic_context(clinic):
        assert Notice.objects.get().read_at == before <= timezone.now()


def test_ones_own_page_leads_to_the_choice(agent_client):
    assert 'href="/admin/notices/choices/"' in agent_client.get("/admin/me/").content.decode()
