"""Templates that a clinic writes itself (F:C12)."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from comms.models import Template, TemplateText
from comms.services.templates.keeping import Wanted, archive_template, keep_places, keep_template, restore_template
from comms.services.templates.titles import template_title
from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


def wanted(**fields):
    given = {
        "title": "Parking at the clinic",
        "purpose": "contact",
        "language": "en",
        "channel": "sms",
        "body": "Hi {first_name}",
    }
    return Wanted(**(given | fields))


def test_a_template_is_written_in_one_language_after_the_other(clinic, other_clinic):
    with clinic_context(clinic):
        row = keep_template(None, wanted())
        keep_template(row.pk, wanted(language="it", body="Ciao {first_name}\r\n", title="Parking"))
        keep_template(row.pk, wanted(language="en", body="", title="Parking"))

        row.refresh_from_db()
        assert (row.key, row.title) == ("parking_at_the_clinic", "Parking")
        assert list(row.texts.values_list("language", "body")) == [("it", "Ciao {first_name}")]
    with clinic_context(other_clinic), pytest.raises(NotThere):
        keep_template(row.pk, wanted())


def test_one_of_ours_that_nobody_calls_otherwise_keeps_its_title_in_everybodys_language(clinic):
    with clinic_context(clinic), override("it"):
        row = Template.objects.get(channel="mail", key="recall")
        shown, kept = template_title(row), row.title

        after = keep_template(row.pk, wanted(title=shown, purpose=row.purpose, subject="S"))

        assert shown != kept
        assert after.title == kept


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": " - "}),
        ("purpose", {"purpose": "photos"}),
        ("channel", {"channel": "tiktok"}),
        ("language", {"language": "xx"}),
        ("body", {"body": "Hi {fist_name}"}),
        ("body", {"body": " "}),
        ("body", {"body": "Hi {first_name, how are you?"}),
        ("body", {"body": "a" * 1601}),
        ("subject", {"channel": "mail"}),
        ("subject", {"channel": "mail", "subject": "a" * 201}),
        ("body", {"body": "{link:http://clinic.example}"}),
    ],
)
def test_what_no_patient_should_get_is_refused_where_it_stands(clinic, field, fields):
    with clinic_context(clinic), pytest.raises(InvalidData) as refused:
        keep_template(None, wanted(**fields))

    assert list(refused.value.fields) == [field]


def test_the_last_text_stays_and_two_templates_never_share_a_title_or_a_name(clinic):
    with clinic_context(clinic):
        row = keep_template(None, wanted())
        with pytest.raises(InvalidData, match="at least one"):
            keep_template(row.pk, wanted(body=""))
        with pytest.raises(InvalidData, match="this title"):
            keep_template(None, wanted(title="PARKING at the clinic"))

        assert keep_template(None, wanted(title="Parking at the clinic!")).key == "parking_at_the_clinic_2"


def test_words_that_the_provider_approved_stay_and_only_their_places_are_said(clinic):
    with clinic_context(clinic):
        row = Template.objects.create(key="hello", title="Hello", channel="whatsapp")
        text = TemplateText.objects.create(
            template=row, language="en", body="Hi {{1}}", provider_name="hello", places=[""], approval="approved"
        )
        keep_template(row.pk, wanted(title="Hello", body="Something else"))
        with pytest.raises(InvalidData):
            keep_places(text.pk, ["nobody"])
        keep_places(text.pk, ["first_name|you"])

        text.refresh_from_db()
        assert (text.body, text.places) == ("Hi {first_name|you}", ["first_name|you"])


def test_an_archived_template_comes_back_by_hand_or_by_undo(clinic, manager):
    with clinic_context(clinic):
        row = keep_template(None, wanted())
        operation = archive_template(row.pk, by=manager, now=NOW)

        assert archive_template(row.pk, by=manager, now=NOW) is None
        undo(operation.pk, by=manager, now=NOW)
        row.refresh_from_db()
        assert row.archived_at is None

        archive_template(row.pk, by=manager, now=NOW)
        back = restore_template(row.pk, by=manager, now=NOW)
        undo(back.pk, by=manager, now=NOW)
        row.refresh_from_db()
        assert row.archived_at == NOW
