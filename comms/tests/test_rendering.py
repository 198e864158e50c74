"""A template filled for a lead: its own clinic's words, its own language, one query for many (H:S16)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.models import Template, TemplateText
from comms.services.placeholders.values import Known
from comms.services.templates.rendering import render
from leads.models import Treatment
from leads.tests.factories import make_lead
from tenants.context import clinic_context

BODY = "{first_name}: {treatment}, {price_range}. {agent_name}, {clinic_name}"


def text_of(body=BODY, channel="mail", subject="{first_name}", **fields):
    return TemplateText(template=Template(channel=channel, title="t"), subject=subject, body=body, **fields)


@pytest.fixture
def zirconia(clinic):
    with clinic_context(clinic):
        row = Treatment.objects.order_by("pk")[0]
        row.names, row.price_from, row.price_to = {"de": "Krone"}, 180_000, 250_050
        row.save()
        return row


def test_values_are_told_in_the_language_of_the_text(clinic, agent, zirconia):
    agent.full_name = "Erion Hoxha"
    lead = make_lead(clinic, "Anna", treatment=zirconia)
    with clinic_context(clinic):
        known = Known([lead.pk], by=agent)
        german, english = known.of(lead.pk, "de"), known.of(lead.pk, "en")

    assert (german["treatment"], german["price_range"]) == ("Krone", "€ 1.800 – 2.500,50")
    assert (english["treatment"], english["price_range"]) == (zirconia.name, "€ 1,800 – 2,500.50")
    assert german["agent_name"] == "Erion Hoxha"


def test_each_text_has_its_own_leads_and_clinics_words_alone(clinic, other_clinic):
    texts = {}
    for one in (clinic, other_clinic):
        leads = [make_lead(one, f"CANARY-{one.slug}-{n}", "") for n in range(20)]
        with clinic_context(one):
            known = Known([lead.pk for lead in leads], by=None)
            for lead in leads:
                body = "{first_name} {clinic_name} {agent_name|us}"
                texts[lead.first_name] = render(text_of(body), known.of(lead.pk, "en")).body

    assert texts == {name: texts[name] for name in texts if texts[name].startswith(f"{name} ")}
    assert {text.partition(" ")[2] for text in texts.values()} == {f"{clinic.name} us", f"{other_clinic.name} us"}


def test_what_is_known_of_many_is_asked_once(clinic):
    leads = [make_lead(clinic, f"Nr {n}").pk for n in range(12)]
    with clinic_context(clinic), CaptureQueriesContext(connection) as asked:
        Known(leads, by=None)

    assert len([one for one in asked if one["sql"].startswith("SELECT")]) == 1


def test_what_a_patient_is_called_keeps_a_mail_and_its_subject_on_their_lines():
    values = {"first_name": "<b>Eve</b>\r\nBcc: all@evil.example", "clinic_name": "Smile"}

    mail = render(text_of("Hi {first_name}"), values)

    assert mail.body == "Hi <b>Eve</b> Bcc: all@evil.example"
    assert mail.subject == "<b>Eve</b> Bcc: all@evil.example"


def test_an_approved_template_is_sent_by_its_places_in_their_order():
    approved = text_of(
        "Hi {first_name|you}, {clinic_name}",
        channel="whatsapp",
        subject="",
        provider_name="hello",
        provider_language="en_US",
        approval="approved",
        places=["clinic_name", "first_name|you", "link:https://clinic.example/a"],
    )

    known = render(approved, {"clinic_name": "Smile"}, shorten=lambda page: "https://s.example/l/1")
    missing = render(approved, {})

    assert known.call == {
        "name": "hello", "language": "en_US", "values": ["Smile", "you", "https://s.example/l/1"], "names": [],
    }  # fmt: skip
    assert known.missing == ()
    assert missing.missing == ("clinic_name",)
    approved.approval = "rejected"
    assert render(approved, {"clinic_name": "Smile"}).call == {}
