"""A template in the composer: its addresses are those of the message, whether or not its words were changed, and it
goes as the provider knows it where free text will be closed (F:C7, C12; INTEGRATIONS 4.2)."""

import uuid
from datetime import timedelta

import pytest

from comms.models import Account, ShortLink, Template, TemplateText
from comms.services.answering import Written, answer
from comms.services.links.placing import placed
from comms.services.offering import offers
from comms.services.ways import ways_to
from comms.tests.conftest import NOW
from comms.tests.factories import make_account, make_template
from crm.lib.errors import InvalidData
from leads.tests.factories import make_lead, reach
from tenants.settings.services.clinic import clinic_settings

NEWS = "https://clinic.example/news"
BODY = f"Hi {{first_name}}, read {{link:{NEWS}}}. No more: {{stop_link}}"


@pytest.fixture
def text(clinic, talk):
    """Approved for WhatsApp, with a page and the way out."""
    one = make_template(clinic)
    one.body, one.places = BODY, ["first_name", f"link:{NEWS}", "stop_link"]
    one.save()
    return one


def way_to(lead, channel):
    return next(way for way in ways_to(lead, None, now=NOW) if way.channel == channel)


def offered(way, lead, agent, template, language="en"):
    found = offers(way, lead, language=language, by=agent)
    return next(one for one in found if one.text.template_id == template)


def written(talk, agent, **fields):
    return answer(way_to(talk.lead, talk.channel), talk.lead, Written(**fields), by=agent, now=NOW)


def test_its_pages_are_short_links_of_the_message_and_two_presses_make_one(clinic, talk, text, agent):
    talk.last_in_at = NOW - timedelta(hours=25)
    talk.save()
    press = {"template": text.pk, "as_template": True, "token": uuid.uuid4()}

    first, again = (written(talk, agent, **press) for _press in range(2))

    link = ShortLink.objects.get()
    _name, page, stop = first.template_call["values"]
    assert (again.pk, link.message_id, link.target) == (first.pk, first.pk, NEWS)
    assert page.endswith(f"/l/{link.code}")
    assert "/u/" in stop
    assert first.body == f"Hi Sarah, read {page}. No more: {stop}"


def test_changed_words_keep_the_links_and_are_the_persons_own_unchanged_ones_are_the_templates(clinic, talk, agent):
    lead = make_lead(clinic, "Ida", assigned_to=agent, country="GB")
    reach(clinic, lead, "phone", "+447700900161")
    make_account(clinic, "sms")
    row = Template.objects.create(key="news", title="News", channel="sms")
    text = TemplateText.objects.create(template=row, language="en", body=BODY)
    way = way_to(lead, "sms")
    said = offered(way, lead, agent, row.pk).rendered.body

    for body, template in ((said, row.pk), (f"{said} See you!", None)):
        message = answer(way, lead, Written(body=body, template=text.pk), by=agent, now=NOW)

        code = ShortLink.objects.get(message=message, target=NEWS).code
        assert f"/l/{code}. No more: http" in message.body
        assert "/u/" in message.body
        assert "xxx" not in message.body
        assert message.template_id == template


def test_for_a_moment_after_the_window_it_is_sent_as_the_provider_knows_it(talk, text, agent):
    later = {"template": text.pk, "due_at": NOW + timedelta(days=2)}
    said = offered(way_to(talk.lead, "whatsapp"), talk.lead, agent, text.template_id).rendered.body

    now = written(talk, agent, body=said, template=text.pk)
    then = written(talk, agent, body=said, **later)

    assert (now.template_call, then.template_call["name"]) == ({}, "hello")
    with pytest.raises(InvalidData, match="Free text is closed"):
        written(talk, agent, body="Something else", **later)


def test_who_has_no_language_is_offered_the_clinics_and_a_mailbox_that_stands_still_asks_no_approval(
    clinic, talk, agent
):
    own = clinic_settings()
    own.language = "it"
    own.save()
    make_account(clinic, "mail", state=Account.State.BROKEN)
    reach(clinic, talk.lead, "email", "sarah@example.com")
    row = Template.objects.create(key="hello", title="Hello", channel="mail")
    for code in ("en", "it"):
        TemplateText.objects.create(template=row, language=code, subject="S", body=f"{code} {{first_name}}")

    offer = offered(way_to(talk.lead, "mail"), talk.lead, agent, row.pk, language="")

    assert (offer.text.language, offer.why_not) == ("it", "")


@pytest.mark.parametrize(
    ("said", "is_placed"),
    [(NEWS, True), (f"({NEWS}).", True), (f"{NEWS}/2", False), (f"{NEWS}.example", False), (f"{NEWS}?a=1", False)],
)
def test_a_longer_address_is_another_page(talk, said, is_placed):
    links = {NEWS: "SHORT"}.get

    assert ("SHORT" in placed(said, [NEWS], talk, links)) is is_placed
