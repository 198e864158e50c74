"""A template that patients complain about: its ladder of pauses, and who hears of it (INTEGRATIONS 4)."""

from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import TemplateText
from comms.providers.base import Refused, TemplateNews, Trouble
from comms.services.refusals import Draft, why_not
from comms.services.templates.syncing import hear, keep_in_step
from comms.services.writing import write
from comms.tests.conftest import NOW
from comms.tests.factories import make_template
from comms.tests.test_template_sync import known
from crm.testing.people import client_of, make_user
from tenants.notices.models import Notice
from tenants.outbox.services.work import run_due
from tenants.staff import roles

CALL = {"name": "hello", "language": "en", "values": ["Sarah"]}


@pytest.fixture
def keeper(clinic):
    return make_user(clinic, role=roles.MARKETING, email="marketing@example.com")


@pytest.fixture
def text(clinic, talk, keeper):
    return make_template(clinic)


def news(minutes=0, **said):
    return TemplateNews("WABA", "hello", "en", NOW + timedelta(minutes=minutes), **said)


def told(*every):
    for one in every:
        hear(one)
    return TemplateText.objects.select_related("template").get(provider_name="hello")


def test_the_ladder_of_pauses_ends_the_same_in_every_order_though_each_is_told_twice(text):
    ladder = [
        news(180, state="APPROVED"),
        news(200, state="PAUSED", reason="SECOND_PAUSE"),
        news(300, quality="RED"),
        news(600, state="DISABLED", reason="DISABLED"),
    ]
    ends = set()
    for order in permutations(ladder):
        TemplateText.objects.update(approval="approved", reason="", quality="", as_of={})
        end = told(*order, order[0])
        ends.add((end.approval, end.reason, end.quality))

    assert ends == {("disabled", "DISABLED", "RED")}
    assert told(news(700, state="REINSTATED")).approval == "approved"


@pytest.mark.parametrize(("code", "becomes"), [("132015", "paused"), ("132016", "disabled")])
def test_a_template_that_was_refused_is_offered_to_nobody_else(talk, agent, line, text, keeper, code, becomes):
    italian = TemplateText.objects.create(
        template=text.template,
        language="it",
        body="Ciao",
        provider_name="hello",
        provider_language="it",
        approval="approved",
    )
    write(talk.pk, Draft("Hi Sarah", template_call=CALL), by=agent, now=NOW)
    line.then = [Refused(Trouble.TEMPLATE_PAUSED, code=code)]

    run_due(now=NOW)

    text.refresh_from_db()
    italian.refresh_from_db()
    assert (text.approval, italian.approval) == (becomes, "approved")
    assert why_not(talk, Draft("Hi Sarah", template_call=CALL), now=NOW) == "unapproved"
    assert list(Notice.objects.values_list("kind", "user")) == [("template_stopped", keeper.pk)]


def test_free_text_that_is_refused_like_a_template_stops_none(clinic, talk, agent, line, keeper):
    make_template(clinic, key="ours", channel="mail", approval="")
    TemplateText.objects.update(provider_name="", provider_language="")
    write(talk.pk, Draft("Hi Sarah"), by=agent, now=NOW)
    line.then = [Refused(Trouble.TEMPLATE_PAUSED, code="132015")]

    run_due(now=NOW)

    assert not TemplateText.objects.exclude(approval="").exists()
    assert not Notice.objects.filter(kind="template_stopped").exists()


def test_a_template_that_is_paused_when_its_message_is_claimed_is_not_handed_over(talk, agent, line, text):
    message = write(talk.pk, Draft("Hi Sarah", template_call=CALL), by=agent, now=NOW)
    told(news(state="PAUSED", reason="FIRST_PAUSE"))

    run_due(now=NOW)

    message.refresh_from_db()
    assert (line.got, message.state, message.code) == ([], "failed", "unapproved")


def test_what_whatsapp_takes_for_an_offer_needs_a_consent_from_then_on_and_its_keepers_hear_of_it(
    clinic, talk, text, keeper
):
    assert told(news(category="MARKETING"), news(category="MARKETING")).template.purpose == "marketing"
    assert told(news(1, category="UTILITY")).template.purpose == "marketing"  # people say when it is none any more
    told(news(2, quality="YELLOW"), news(3, quality="RED"), news(4, quality="GREEN"))

    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["template_is_offer", "template_liked_less"]
    link = Notice.objects.filter(kind="template_is_offer").get().link
    page = client_of(clinic, keeper).get(link).content.decode()
    assert "Well received" in page


def test_a_pause_is_said_in_words_on_its_page(clinic, text, keeper):
    told(news(state="PAUSED", reason="SECOND_PAUSE"))

    page = client_of(clinic, keeper).get(f"/admin/comms/template/{text.template_id}/change/?language=en")

    assert "rests for six hours" in page.content.decode()


def test_what_the_hourly_look_finds_is_told_as_well(clinic, text, keeper):
    keep_in_step([known("hello", "en", "PAUSED", "Hi {{1}}", category="MARKETING", quality="RED")], now=NOW)

    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert kinds == ["template_is_offer", "template_liked_less", "template_stopped"]
