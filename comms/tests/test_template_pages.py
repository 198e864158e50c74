"""The pages of templates: written, looked at for a lead, archived (F:C13)."""

import re

import pytest

from comms.models import Template, TemplateText
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

ADD = "/admin/comms/template/add/"
NEW = {"title": "Parking", "channel": "sms", "purpose": "contact", "subject": "", "body": "Hi {first_name}"}


@pytest.fixture
def writer(clinic):
    return client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))


@pytest.fixture
def parking(clinic):
    with clinic_context(clinic):
        row = Template.objects.create(key="parking", title="Parking", channel="sms")
        TemplateText.objects.create(template=row, language="en", body="Hi {first_name}")
        return row


def page_of(row):
    return f"/admin/comms/template/{row.pk}/change/"


def test_a_template_is_written_in_another_language_on_its_own_tab(clinic, writer):
    first = writer.post(f"{ADD}?language=en", NEW)
    with clinic_context(clinic):
        row = Template.objects.get(key="parking")
    second = writer.post(f"{page_of(row)}?language=it", {"title": "Parking", "purpose": "contact", "body": "Ciao"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == f"{page_of(row)}?language=it"
    with clinic_context(clinic):
        assert sorted(row.texts.values_list("language", "body")) == [("en", "Hi {first_name}"), ("it", "Ciao")]


def test_of_two_who_write_one_text_the_second_sees_what_the_first_kept_and_says_it_once_more(
    clinic, writer, parking
):
    def seen(answer):
        return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]

    said = {**NEW, "seen": seen(writer.get(page_of(parking)))}
    writer.post(page_of(parking), said | {"body": "Park behind the house"})

    answer = writer.post(page_of(parking), said | {"body": "Park in front"})

    assert answer.status_code == 409
    assert "Now it is: Park behind the house" in answer.content.decode()
    assert ">\nPark in front</textarea>" in answer.content.decode()
    assert writer.post(page_of(parking), said | {"body": "Park in front", "seen": seen(answer)}).status_code == 302


def test_a_slip_is_told_beside_the_text_and_nothing_is_kept(clinic, writer):
    answer = writer.post(ADD, NEW | {"body": "Hi {frist_name}"})

    assert answer.status_code == 422
    assert "Did you mean {first_name}?" in answer.content.decode()


def test_the_preview_is_of_a_lead_that_one_sees_with_and_without_a_script(clinic, writer, parking):
    lead = make_lead(clinic, "<b>Anna</b>")
    said = {"channel": "sms", "language": "en", "body": "Ë {first_name} {treatment|x}", "lead": lead.pk}

    fragment = writer.post("/admin/comms/template-preview/", said).content.decode()
    page = writer.post(page_of(parking), NEW | said | {"preview": "yes"}).content.decode()

    for shown in (fragment, page):
        assert "Ë &lt;b&gt;Anna&lt;/b&gt; x" in shown
        assert "1 SMS" in shown
    with clinic_context(clinic):
        assert TemplateText.objects.get(template=parking).body == "Hi {first_name}"


def test_the_preview_shows_nobody_elses_leads_and_another_clinics_template_is_not_there(
    clinic, other_clinic, writer, parking
):
    own = make_user(clinic, role=roles.AGENT, email="own@example.com", data_scope="own")
    theirs = make_lead(clinic, "Secretia", assigned_to=make_user(clinic, email="boss@example.com"))
    said = {"channel": "sms", "language": "en", "body": "Hi {first_name}", "lead": theirs.pk}

    fragment = client_of(clinic, own).post("/admin/comms/template-preview/", said).content.decode()
    stranger = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="a@example.com"))

    assert "Secretia" not in fragment
    assert "Nothing is known for {first_name}" in fragment
    assert stranger.get(page_of(parking)).status_code == 404
    assert stranger.post(f"/admin/comms/template-archive/{parking.pk}/").status_code == 404


def test_one_is_archived_out_of_the_list_and_comes_back(clinic, writer, parking):
    writer.post(f"/admin/comms/template-archive/{parking.pk}/", {"wanted": "archive"})
    gone = writer.get("/admin/comms/template/?q=Parking").content.decode()
    archived = writer.get("/admin/comms/template/?archived=yes").content.decode()
    writer.post(f"/admin/comms/template-archive/{parking.pk}/", {"wanted": "restore"})

    assert page_of(parking) not in gone
    assert page_of(parking) in archived
    with clinic_context(clinic):
        assert Template.objects.get(pk=parking.pk).archived_at is None


def test_the_provider_s_word_and_its_places_are_shown_and_said(clinic, writer, parking):
    with clinic_context(clinic):
        text = TemplateText.objects.get(template=parking)
        TemplateText.objects.filter(pk=text.pk).update(
            provider_name="parking", approval="rejected", reason="SCAM", body="Hi {{1}}", places=[""]
        )

    shown = writer.get(f"{page_of(parking)}?language=en").content.decode()
    writer.post(f"/admin/comms/template-places/{text.pk}/", {"places": ["first_name|you"]})

    assert "WhatsApp takes it for a fraud." in shown
    assert "Rejected" in shown
    with clinic_context(clinic):
        text.refresh_from_db()
        assert (text.body, text.places) == ("Hi {first_name|you}", ["first_name|you"])
