"""A template to many at once: who is left out and why, each in their language, and taking back (F:C15)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.models import Conversation, Message, ShortLink, Template, TemplateText
from comms.services.bulk.deciding import SKIPPED
from comms.services.bulk.sending import send_many
from comms.services.templates.writing import write_template
from comms.tests.factories import make_account, make_conversation
from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import make_user
from leads.models import Lead
from leads.services.consent import Given, give, suppress
from leads.tests.factories import make_lead, reach
from leads.tests.many import work
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff import roles
from tenants.undo.services.ledger import undo


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", full_name="Giulia Berti")


@pytest.fixture
def template(clock, clinic):
    """For SMS, in English and Italian, with a link and a name."""
    make_account(clinic, "sms")
    with clinic_context(clinic):
        row = Template.objects.create(key="news", title="News", channel="sms")
        for language, hello in (("en", "Hi"), ("it", "Ciao")):
            body = f"{hello} {{first_name}}: {{link:https://clinic.example/news}} {{stop_link}}"
            TemplateText.objects.create(template=row, language=language, body=body)
        return row


def person(clinic, name, number, **fields):
    lead = make_lead(clinic, name, **fields)
    reach(clinic, lead, "phone", f"+3933311122{number:02d}")
    return lead


def send(clinic, leads, template, by):
    with clinic_context(clinic):
        return send_many([lead.pk for lead in leads], template=template.pk, by=by, now=timezone.now())


def test_each_gets_it_in_their_language_with_links_and_a_way_out_of_their_own(
    clinic, other_clinic, manager, template
):
    anna, ben = person(clinic, "Anna", 1, language="it"), person(clinic, "Ben", 2, language="pl")

    done = send(clinic, [anna, ben], template, manager)

    with clinic_context(clinic):
        sent = {one.conversation.lead_id: one for one in Message.objects.select_related("conversation")}
        assert done.changed == len(sent) == Job.objects.filter(kind="comms.send").count() == 2
        assert sent[anna.pk].body.startswith("Ciao Anna: http")
        assert sent[ben.pk].body.startswith("Hi Ben: http")
        assert ShortLink.objects.filter(message=sent[anna.pk], target="https://clinic.example/news").count() == 1
        assert len({one.batch for one in sent.values()}) == 1
        assert Conversation.objects.get(lead=anna).preview.startswith("Ciao Anna")
        assert len({one.body.split()[-1] for one in sent.values()}) == 2
    with clinic_context(other_clinic):
        assert not Message.objects.exists()


def test_those_who_must_not_get_it_are_left_out_each_with_the_reason(clinic, manager, template):
    people = {
        "archived": person(clinic, "Archie", 1, archived_at=timezone.now()),
        "test": person(clinic, "Tess", 2, is_test=True),
        "address": make_lead(clinic, "Nora"),
        "stopped": person(clinic, "Stan", 3),
        "taken": person(clinic, "Tara", 4),
        "no_consent": person(clinic, "Cleo", 5),
        "bounced": person(clinic, "Bo", 8),
    }
    agreed, nameless = person(clinic, "Agnes", 6), person(clinic, "", 7, last_name="")
    make_conversation(clinic, make_lead(clinic, "Other"), channel="sms", address="+393331112204")
    with clinic_context(clinic):
        Template.objects.update(purpose="marketing")
        for number, reason in ((3, "stop"), (8, "bounced")):
            phone = f"+39333111220{number}"
            suppress([("phone", phone)], reason=reason, source="t", by=None, now=timezone.now())
        for lead in Lead.objects.exclude(pk=people["no_consent"].pk):
            give(lead.pk, Given("marketing"), by=manager, now=timezone.now())

    done = send(clinic, [*people.values(), agreed, nameless], template, manager)

    assert {name: done.conflicts[lead.pk] for name, lead in people.items()} == {
        name: str(SKIPPED[name]) for name in people
    }
    assert "{first_name}" in done.conflicts[nameless.pk]
    assert done.pks == (agreed.pk,)


def test_who_it_gets_too_long_for_is_left_out_and_the_others_get_it(clinic, manager, template):
    anna, long = person(clinic, "Anna", 1), person(clinic, "Jo" * 60, 2)
    with clinic_context(clinic):
        TemplateText.objects.update(body="{first_name}" * 16)

    done = send(clinic, [anna, long], template, manager)

    assert (done.pks, dict(done.conflicts)) == ((anna.pk,), {long.pk: str(SKIPPED["long"])})


def test_who_its_subject_gets_too_long_for_is_left_out_too(clinic, manager, clock):
    make_account(clinic, "mail")
    long, anna = person(clinic, "Jo" * 60, 1), person(clinic, "Anna", 2)
    for lead in (long, anna):
        reach(clinic, lead, "email", f"p{lead.pk}@example.com")
    with clinic_context(clinic):
        mail = Template.objects.create(key="news", title="News", channel="mail")
        TemplateText.objects.create(template=mail, language="en", subject="{first_name} " * 3, body="Hello")

    done = send(clinic, [long, anna], mail, manager)

    assert (done.pks, dict(done.conflicts)) == ((anna.pk,), {long.pk: str(SKIPPED["long"])})


def test_on_whatsapp_a_closed_window_needs_an_approved_text_in_their_language(clinic, manager, clock):
    now = timezone.now()
    talks = {
        name: make_conversation(
            clinic, make_lead(clinic, name), address=f"+44770090010{n}", language=code, wrote=wrote
        )
        for n, (name, code, wrote) in enumerate(
            (
                ("open", "it", now),
                ("closed", "it", now - timedelta(days=2)),
                ("known", "en", now - timedelta(days=2)),
            )
        )
    }
    with clinic_context(clinic):
        row = Template.objects.create(key="news", title="News", channel="whatsapp")
        TemplateText.objects.create(template=row, language="it", body="Ciao {first_name}")
        TemplateText.objects.create(
            template=row, language="en", body="Hi {first_name}", places=["first_name"], approval="approved",
            provider_name="news", provider_language="en",
        )  # fmt: skip
        done = send_many([talk.lead_id for talk in talks.values()], template=row.pk, by=manager, now=now)

        assert dict(done.conflicts) == {talks["closed"].lead_id: str(SKIPPED["window"])}
        call = Message.objects.get(conversation=talks["known"]).template_call
        assert call == {"name": "news", "language": "en", "values": ["known"], "names": []}


def test_at_night_it_waits_for_the_patients_morning(clinic, manager, template, clock):
    tokyo = make_lead(clinic, "Aiko", country="JP")
    reach(clinic, tokyo, "phone", "+447700900150")  # it is 21:00 in Tokyo, and noon in UTC

    send(clinic, [tokyo], template, manager)

    with clinic_context(clinic):
        message = Message.objects.get()
        assert message.due_at.isoformat() == "2026-11-21T00:00:00+00:00"
        assert message.cancel_on_reply
        assert Conversation.objects.get().preview == ""


def test_what_has_not_left_is_taken_back(clinic, manager, template):
    anna, ben = person(clinic, "Anna", 1), person(clinic, "Ben", 2)
    done = send(clinic, [anna, ben], template, manager)
    with clinic_context(clinic):
        Message.objects.filter(conversation__lead=ben).update(state="accepted", provider_id="SM1")

        told = undo(done.operation.pk, by=manager, now=timezone.now())

        assert told.outcome.undone == 1
        states = dict(Message.objects.values_list("conversation__lead", "state"))
        assert states == {anna.pk: "cancelled", ben.pk: "accepted"}


def test_a_button_pressed_twice_sends_once_and_a_role_or_an_archived_template_sends_nothing(
    clinic, manager, template
):
    anna = person(clinic, "Anna", 1)
    send(clinic, [anna], template, manager)

    assert send(clinic, [anna], template, manager).already == 1
    with pytest.raises(NotAllowed):
        send(clinic, [anna], template, make_user(clinic, email="x@example.com"))
    with clinic_context(clinic):
        Template.objects.update(archived_at=timezone.now())
    with pytest.raises(InvalidData):
        send(clinic, [anna], template, manager)


def test_as_many_statements_for_thirty_as_for_two(clinic, manager, template):
    some = [person(clinic, f"Nr {n}", n) for n in range(32)]
    counted = []
    for leads in (some[:2], some[2:]):
        with clinic_context(clinic), CaptureQueriesContext(connection) as asked:
            send_many([lead.pk for lead in leads], template=template.pk, by=manager, now=timezone.now())
        counted.append(len(asked))

    assert counted[0] == counted[1]


def test_over_two_hundred_are_a_run_that_tells_of_each(clinic, manager, template):
    some = [person(clinic, f"Nr {n}", n) for n in range(3)]
    nobody = make_lead(clinic, "Nora")
    with clinic_context(clinic):
        run = work("send_template", [lead.pk for lead in [*some, nobody]], template.pk, by=manager)

        assert (run.result["changed"], run.result["conflicts"]) == (3, 1)
        assert Message.objects.count() == 3


def test_one_template_to_one_conversation_keeps_its_links_and_refuses_what_is_missing(talk, agent, clinic):
    row = Template.objects.create(key="a", title="A", channel="whatsapp")
    text = TemplateText.objects.create(template=row, language="en", body="Hi {first_name} {link:https://a.example}")

    message = write_template(talk.pk, row.pk, by=agent, now=timezone.now())

    code = ShortLink.objects.get(message=message).code
    assert message.body.startswith("Hi Sarah ")
    assert message.body.endswith(f"/l/{code}")
    text.body = "{treatment}"
    text.save()
    with pytest.raises(InvalidData, match="treatment"):
        write_template(talk.pk, row.pk, by=agent, now=timezone.now())
