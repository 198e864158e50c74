"""The small addresses below a lead's page: notes, tags, the next step, results, quick actions (LOOK 03, F:W13)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import ContactAttempt, Lead, LeadTag, Note, Stage, Tag
from leads.services.custom_fields import keep_field
from leads.services.notes import add_note
from leads.tests.factories import make_lead, reach
from leads.tests.happened import moments_on
from leads.tests.record_addresses import as_shown, page, to
from tenants.context import clinic_context
from tenants.staff import roles

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, country="IT")


@pytest.fixture
def note(clinic, agent, lead):
    with clinic_context(clinic):
        return add_note(lead.pk, body="Smoker", by=agent, now=timezone.now())


def test_a_note_is_written_and_stands_in_the_timeline(lead, agent_client):
    answer = agent_client.post(to(lead, "note"), {"body": "Two lines\nof text", "kind": "call"})

    shown = moments_on(agent_client.get(page(lead)), "note")
    assert (answer.status_code, answer["Location"]) == (303, page(lead))
    assert [(one.about["note"].body, one.icon) for one in shown] == [("Two lines\nof text", "call")]


def test_what_was_typed_and_refused_stays_in_its_field_with_the_reason_beside_it(clinic, lead, agent_client):
    answer = agent_client.post(to(lead, "note"), {"body": "x" * 5001})

    assert answer.status_code == 422
    assert "At most 5000 letters." in answer.content.decode()
    assert "x" * 5001 in answer.content.decode()
    with clinic_context(clinic):
        assert not Note.objects.exists()


def test_pin_change_and_remove_each_by_its_button(clinic, lead, note, agent_client):
    address = to(lead, f"note/{note.pk}")

    agent_client.post(address, {"do": "pin"})
    pinned = agent_client.get(page(lead)).context["pinned"]
    agent_client.post(address, {"do": "edit", "text": "Stopped smoking"})
    gone = agent_client.post(address, {"do": "remove"}, follow=True)

    assert [one.about["note"].pk for one in pinned] == [note.pk]
    assert moments_on(gone, "note") == []
    assert "data-undo" in gone.content.decode()


def test_only_ones_own_note_offers_to_be_changed(clinic, lead, note, agent_client):
    other = client_of(clinic, make_user(clinic, email="other@example.com"))

    assert 'value="edit"' in agent_client.get(page(lead)).content.decode()
    assert 'value="edit"' not in other.get(page(lead)).content.decode()


def test_tags_are_added_by_commas_and_taken_off_by_their_cross(clinic, lead, agent_client):
    agent_client.post(to(lead, "tags"), {"add": "smoker, Autumn offer"})
    agent_client.post(to(lead, "tags"), {"remove": "SMOKER"})

    assert [tag.name for tag in agent_client.get(page(lead)).context["tags"]] == ["Autumn offer"]


def test_the_next_step_is_put_off_to_the_patients_morning_and_done(clinic, lead, agent_client):
    agent_client.post(to(lead, "next"), {"do": "tomorrow"})
    planned = agent_client.get(page(lead)).context["next"]
    agent_client.post(to(lead, "next"), {"do": "done"})

    assert planned.at.astimezone(planned.zone).hour == 9
    assert str(planned.zone) == "Europe/Rome"
    assert agent_client.get(page(lead)).context["next"].at is None


def test_a_time_in_the_past_is_told_next_to_its_field(lead, agent_client):
    answer = agent_client.post(to(lead, "next"), {"do": "set", "at": "2020-01-01T10:00"})

    assert answer.status_code == 422
    assert 'id="next-wrong" role="alert">Choose a time to come' in answer.content.decode()


def test_a_late_step_is_late_and_one_to_come_is_calm(clinic, agent_client):
    late = make_lead(clinic, next_follow_up=timezone.now() - timezone.timedelta(hours=2))

    shown = agent_client.get(page(late))

    assert shown.context["next"].is_late
    assert "2 h late" in shown.content.decode()


def test_a_result_is_noted_with_what_was_said(clinic, lead, agent_client):
    sent = {"disposition": "interested", "channel": "call", "words": "In May"}

    after = agent_client.post(to(lead, "result"), sent, follow=True)

    assert ["data-undo" in after.content.decode(), len(after.context["messages"])] == [True, 1]
    [tried] = moments_on(agent_client.get(page(lead)), "attempt")
    assert tried.about["note"].body == "In May"
    assert agent_client.get(page(lead)).context["lead"].stage.name == "Contacted"


def test_which_of_several_numbers_is_wrong_can_be_said(clinic, lead, agent_client):
    first, second = (reach(clinic, lead, "phone", f"+39333111222{last}") for last in "12")

    offered = agent_client.get(page(lead)).content.decode().split('id="result-identity"')[1].split("</select>")[0]
    agent_client.post(to(lead, "result"), {"disposition": "wrong_number", "identity": second.pk})
    left = agent_client.get(page(lead)).content.decode()

    assert f'value="{first.pk}"' in offered
    assert f'value="{second.pk}"' in offered
    assert "result-identity" not in left  # of one there is nothing to choose
    with clinic_context(clinic):
        assert list(lead.identities.order_by("pk").values_list("is_valid", flat=True)) == [True, False]


def test_a_call_back_asks_when_and_the_page_opens_where_it_asks(lead, agent_client):
    answer = agent_client.post(
        to(lead, "result"), {"disposition": "callback", "channel": "call", "words": "Busy now"}
    )

    assert answer.status_code == 422
    assert "Say when." in answer.content.decode()
    assert ">Busy now<" in answer.content.decode()


def test_one_row_is_moved_given_and_archived_by_the_quick_actions(clinic, agent, colleague, lead, agent_client):
    with clinic_context(clinic):
        stage = Stage.objects.get(name="Qualified")
    back = "/admin/leads/lead/?q=x"

    moved = agent_client.post(to(lead, "quick"), {"do": "move", f"move-{lead.pk}": stage.pk, "next": back})
    agent_client.post(to(lead, "quick"), {"do": "assign", f"assign-{lead.pk}": agent.pk})
    agent_client.post(to(lead, "note"), {f"body-{lead.pk}": "From the row"})
    agent_client.post(to(lead, "quick"), {"do": "archive"})

    with clinic_context(clinic):
        row = Lead.objects.get(pk=lead.pk)
        assert (row.stage, row.assigned_to, Note.objects.get().body) == (stage, agent, "From the row")
        assert row.archived_at is not None
    assert (moved.status_code, moved["Location"]) == (303, back)


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a\nb"])
def test_next_leads_to_this_host_only(lead, agent_client, there):
    answer = agent_client.post(to(lead, "note"), {"body": "x", "next": there})

    assert answer["Location"] == page(lead)


DEEDS = {
    "note": {"body": "x"},
    "tags": {"add": "x"},
    "next": {"do": "tomorrow"},
    "result": {"disposition": "busy", "channel": "call"},
    "quick": {"do": "archive"},
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_colleagues_the_neighbours_and_no_lead_are_one_404_and_nothing_changes(
    clinic, other_clinic, agent, agent_client, deed
):
    hidden = make_lead(clinic, assigned_to=make_user(clinic, email="other@example.com"))
    foreign = make_lead(other_clinic)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
        before = Lead.objects.filter(pk=hidden.pk).values().get()

    paths = [to(hidden, deed), to(foreign, deed), f"/admin/leads/lead/{10**30}/{deed}/"]
    answers = [agent_client.post(path, DEEDS[deed]) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    with clinic_context(clinic):
        assert Lead.objects.filter(pk=hidden.pk).values().get() == before
        assert not any(model.objects.exists() for model in (Note, Tag, LeadTag, ContactAttempt))


@pytest.mark.parametrize("do", ["pin", "edit", "remove"])
def test_a_note_is_reached_below_its_own_lead_only(clinic, lead, note, agent_client, do):
    other = make_lead(clinic, "Heike")

    answer = agent_client.post(to(other, f"note/{note.pk}"), {"do": do, "text": "x"})

    assert answer.status_code == 404
    with clinic_context(clinic):
        row = Note.objects.get()
        assert (row.body, row.pinned_at, row.removed_at) == ("Smoker", None, None)


@pytest.mark.parametrize("deed", [*DEEDS, "note/1"])
def test_reading_an_address_that_writes_is_405(lead, agent_client, deed):
    assert agent_client.get(to(lead, deed)).status_code == 405


@pytest.mark.parametrize("deed", DEEDS)
def test_who_only_looks_is_refused_and_is_offered_nothing(clinic, lead, deed):
    reader = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))

    shown = reader.get(page(lead)).content.decode()

    assert reader.post(to(lead, deed), DEEDS[deed]).status_code == 403
    assert f'action="{to(lead, deed)}"' not in shown


@pytest.mark.parametrize("deed", ["next", "quick", "note/1"])
@pytest.mark.parametrize("do", ["", "vanish", "x" * 9000])
def test_an_unknown_button_does_nothing_and_says_so(lead, note, agent_client, deed, do):
    answer = agent_client.post(to(lead, deed.replace("1", str(note.pk))), {"do": do})

    assert answer.status_code == 422
    assert "Choose what to do first." in answer.content.decode()


def test_hostile_text_is_text_wherever_it_stands(clinic, agent, agent_client, lead):
    reach(clinic, lead, "phone", "+393331112222")
    with clinic_context(clinic):
        own = keep_field(None, {"name": f"{HOSTILE}"[:60], "kind": "choice", "options": [HOSTILE[:60]]})
    agent_client.post(to(lead, "note"), {"body": HOSTILE})
    agent_client.post(to(lead, "tags"), {"add": "<script>alert(3)</script>"})
    agent_client.post(to(lead, "next"), {"do": "set", "at": "2031-01-01T10:00", "note": HOSTILE})
    agent_client.post(to(lead, "result"), {"disposition": "quote", "channel": "call", "words": HOSTILE})
    agent_client.post(page(lead), as_shown(agent_client, lead) | {f"custom.{own.key}": HOSTILE[:60]})

    shown = agent_client.get(page(lead)).content.decode()

    assert shown.count("&lt;script&gt;alert") >= 5
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
