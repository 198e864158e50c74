"""What WhatsApp says of the templates is taken over: states, reasons, words with their places."""

from datetime import UTC, datetime

import pytest

from comms.models import Account, TemplateText
from comms.providers.base import TemplateNews
from comms.providers.whatsapp.templates import KnownTemplate
from comms.services.demo_lines import keys_of
from comms.services.templates.asking import ASK, ask, ask_soon
from comms.services.templates.places import told
from comms.services.templates.syncing import hear, keep_in_step
from comms.tasks import ask_templates
from comms.tests.factories import make_account
from crm.lib.errors import ProviderAway
from crm.testing.simulators import a_line
from tenants.context import clinic_context
from tenants.outbox.handlers import TryAgain
from tenants.outbox.models import Job
from tenants.settings.services.credentials import store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def known(name="recall", language="it", state="APPROVED", body="Ciao {{1}}", **fields):
    return KnownTemplate("1", name, language, state, fields.pop("category", "UTILITY"), body, **fields)


@pytest.mark.parametrize(
    ("body", "is_named", "ours", "names", "places"),
    [
        (
            "Hi {{1}}, {{2}}!",
            False,
            "Hi {first_name|you}, {clinic_name}!",
            ("1", "2"),
            ("first_name|you", "clinic_name"),
        ),
        ("Hi {{2}}, {{1}}!", False, "Hi {first_name}, {clinic_name}!", ("1", "2"), ("clinic_name", "first_name")),
        ("Hi {{1}}", False, "Hello {first_name}", ("1",), ("",)),
        ("Hi {{first_name}} {{code}}", True, "", ("first_name", "code"), ("first_name", "")),
        ("{{1}} {{10}} {{2}}", False, "", ("1", "2", "10"), ("", "", "")),
        ("no place", False, "no place", (), ()),
    ],
)
def test_the_providers_places_become_ours_where_the_text_is_the_same(body, is_named, ours, names, places):
    found = told(body, is_named=is_named, ours=ours)

    assert (found.names, found.places) == (names, places)


def test_an_approved_text_of_ours_is_known_by_name_and_language(clinic, other_clinic):
    with clinic_context(clinic):
        ours = TemplateText.objects.get(template__key="recall", template__channel="whatsapp", language="it")
        numbered = ours.body.replace("{first_name|da tutti noi}", "{{1}}").replace("{clinic_name}", "{{2}}")
        told_so = [
            known(body=numbered),
            known("promo", "en_US", "REJECTED", "Buy!", category="MARKETING", reason="SCAM"),
        ]

        assert keep_in_step(told_so, now=NOW) == 2
        assert keep_in_step(told_so, now=NOW) == 0

        text = TemplateText.objects.get(pk=ours.pk)
        assert (text.body, text.approval) == (ours.body, "approved")
        assert text.places == ["first_name|da tutti noi", "clinic_name"]
        promo = TemplateText.objects.get(template__key="promo")
        assert (promo.language, promo.provider_language, promo.reason) == ("en", "en_US", "SCAM")
        assert promo.template.purpose == "marketing"
        assert keep_in_step(told_so[:1], now=NOW) == 1
        promo.refresh_from_db()
        assert (promo.approval, promo.reason) == ("disabled", "DELETED")
    with clinic_context(other_clinic):
        assert not TemplateText.objects.exclude(provider_name="").exists()


def test_what_somebody_said_of_a_place_stays_when_the_provider_is_asked_again(clinic):
    with clinic_context(clinic):
        keep_in_step([known("hello", body="Ciao {{1}}, {{2}}")], now=NOW)
        text = TemplateText.objects.get(template__key="hello")
        assert (text.body, text.places) == ("Ciao {{1}}, {{2}}", ["", ""])
        TemplateText.objects.filter(pk=text.pk).update(places=["first_name", ""])

        keep_in_step([known("hello", body="Ciao {{1}}, {{2}}!", state="PAUSED")], now=NOW)

        text.refresh_from_db()
        assert (text.body, text.places, text.approval) == (
            "Ciao {first_name}, {{2}}!",
            ["first_name", ""],
            "paused",
        )


def test_of_several_variants_of_a_language_the_approved_one_is_kept(clinic):
    with clinic_context(clinic):
        keep_in_step([known("hello", "en", "REJECTED", "A"), known("hello", "en_GB", body="B")], now=NOW)

        assert TemplateText.objects.get(template__key="hello").body == "B"


def test_a_decision_that_is_told_by_itself_is_written_down(clinic):
    with clinic_context(clinic):
        keep_in_step([known("hello")], now=NOW)

        assert hear(TemplateNews("WABA", "hello", "it", NOW, "PAUSED"))
        assert not hear(TemplateNews("WABA", "nobody", "it", NOW, "PAUSED"))
        assert TemplateText.objects.get(template__key="hello").approval == "paused"


def test_an_account_is_shown_by_its_number_once_whatsapp_was_asked(clinic, simulator):
    line = simulator.connect(a_line("tirana", 1))
    with clinic_context(clinic):
        store("whatsapp", keys_of(line, port=1)["whatsapp"] | {"verify_token": "a-word"}, by=None)
        account = Account.objects.get(channel="whatsapp")
        assert account.shown == ""

        ask({"account": account.pk})

        account.refresh_from_db()
        assert account.shown == line.number


def test_each_account_is_asked_by_a_job_that_is_tried_again_when_nobody_answers(clinic, monkeypatch):
    make_account(clinic)
    with clinic_context(clinic):
        assert ask_soon(now=NOW) == ask_soon(now=NOW) == 1
        [job] = Job.objects.filter(kind=ASK)

        def away(account):
            raise ProviderAway("no answer")

        monkeypatch.setattr("comms.services.templates.asking.carrier_of", away)
        with pytest.raises(TryAgain):
            ask(job.payload)
    assert ask_templates.run(clinic=str(clinic.uuid)) == 1
