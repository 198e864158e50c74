"""What WhatsApp says of the clinic's account: what waits, who hears of it, in any order (H:W3, S14)."""

from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import Account, Channel
from comms.providers.base import AccountNews, Standing
from comms.services.accounts import at_rest, recovered
from comms.services.sending import _not_yet
from comms.services.standing import hear
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account, make_message
from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles

BATCH = "0" * 32


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def account(talk, boss):
    return talk.account


def said(standing, minutes=0, **more):
    return AccountNews("WABA", standing, NOW + timedelta(minutes=minutes), **more)


def told(*news):
    for one in news:
        hear(one, Channel.WHATSAPP, now=NOW)
    return Account.objects.get(channel=Channel.WHATSAPP)


@pytest.mark.parametrize(
    ("standing", "more", "many_wait"),
    [
        ("flagged", {}, timedelta(days=7)),
        ("warned", {}, timedelta(days=1)),
        ("restricted", {}, timedelta(days=1)),
        ("restricted", {"until": NOW + timedelta(days=30)}, timedelta(days=30)),
    ],
)
def test_messages_to_many_wait_and_answers_go_on(clinic, talk, account, standing, more, many_wait):
    of_many, answer = make_message(clinic, talk, batch=BATCH), make_message(clinic, talk)

    account = told(said(Standing(standing), **more))

    for message in (of_many, answer):
        message.account = account
    assert account.concern == standing
    assert (_not_yet(of_many, NOW), account.state) == (NOW + many_wait, "open")
    assert not Account.objects.filter(at_rest(NOW)).exists()


def test_what_is_silenced_waits_whole_and_without_an_end_or_closed_it_stands_still_until_it_is_back(account):
    until = NOW + timedelta(hours=6)
    assert told(said(Standing.SILENCED, until=until)).paused_until == until

    assert told(said(Standing.SILENCED, 1)).state == "broken"
    assert (told(said(Standing.BACK, 2)).state, told().concern, told().paused_until) == ("open", "", None)
    assert (told(said(Standing.CLOSED, 3, code="DISABLE")).state, told().code) == ("broken", "DISABLE")


def test_what_left_just_before_it_was_silenced_ends_no_silence(account):
    until = NOW + timedelta(hours=6)

    recovered(told(said(Standing.SILENCED, until=until)))

    assert told().paused_until == until
    told(said(Standing.WARNED, 1))
    Account.objects.update(paused_until=until)
    recovered(told())
    assert told().paused_until is None


def test_being_back_mends_no_keys(account):
    Account.objects.update(state="broken", trouble="auth", code="190")

    assert (told(said(Standing.BACK)).state, told().trouble) == ("broken", "auth")


def test_no_order_of_news_and_no_repeat_leads_elsewhere(account):
    news = [
        said(Standing.RESTRICTED, 1, until=NOW + timedelta(days=30)),
        said(Standing.BACK, 2),
        said(Standing.UNFLAGGED, 3),
        said(Standing.FLAGGED, 4),
    ]
    ends = set()
    for order in permutations(news):
        Account.objects.update(concern="", no_bulk_until=None, as_of={})
        last = told(*order, order[0])
        ends.add((last.concern, last.no_bulk_until, last.state))

    assert ends == {("flagged", NOW + timedelta(days=7, minutes=4), "open")}


def test_to_how_many_it_may_write_first_is_what_was_said_last(account):
    limits = [said(Standing.LIMIT, 2, a_day=1000), said(Standing.LIMIT, 1, a_day=250)]

    assert told(*limits).a_day == 1000
    assert told(said(Standing.LIMIT, 3)).a_day is None


def test_news_of_another_number_of_the_same_business_are_not_ours(account):
    Account.objects.update(shown="+44 7700 900001")

    assert hear(said(Standing.FLAGGED, number="447700900999"), Channel.WHATSAPP, now=NOW) == 0
    assert hear(said(Standing.FLAGGED, number="447700900001"), Channel.WHATSAPP, now=NOW) == 1


def test_whoever_can_act_hears_once_and_reads_why_and_the_other_clinic_nothing(clinic, other_clinic, account, boss):
    make_account(other_clinic)
    make_user(other_clinic, role=roles.ADMIN, email="other@example.com")

    told(said(Standing.FLAGGED), said(Standing.FLAGGED, 5), said(Standing.CLOSED, 9))

    kinds = sorted(Notice.objects.values_list("kind", "user"))
    assert kinds == [("account_broken", boss.pk), ("account_concern", boss.pk)]
    page = client_of(clinic, boss).get("/admin/comms/accounts/").content.decode()
    assert "Patients complain about it." in page
    assert "Stands still" in page
    with clinic_context(other_clinic):
        assert not Notice.objects.exists()
        assert Account.objects.get(external_id=OWN["whatsapp"]).concern == ""
