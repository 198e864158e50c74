"""The way back from a merge on the pages: behind the message, and in the list of what can be undone."""

from django.utils.html import strip_tags

from leads.tests.factories import make_lead, reach
from leads.tests.held import hold
from tenants.context import clinic_context
from tenants.undo.models import Operation

PAGE = "/admin/triage/"


def test_merge_offers_the_way_back_and_so_does_the_page_of_what_can_be_undone(clinic, agent_client):
    marco, held = make_lead(clinic, "Marco", "Rossi"), hold(clinic)

    merged = agent_client.post(f"{PAGE}{held.pk}/", {"do": "merge", "lead": marco.pk}, follow=True)
    with clinic_context(clinic):
        operation = Operation.objects.get()
    listed = agent_client.get("/admin/undo/").content.decode()
    back = agent_client.post(f"/admin/undo/{operation.pk}/", {"back": PAGE}, follow=True)

    button = f'action="/admin/undo/{operation.pk}/"'
    assert button in merged.content.decode()
    assert "Merged 1 arrival" in listed
    assert button in listed
    assert [str(message) for message in back.context["messages"]] == ["Undone for 1."]
    assert [one.name for one in back.context["arrivals"]] == ["Anna Rossi"]


def test_a_merge_that_left_a_number_with_another_lead_offers_the_way_back_as_well(clinic, agent_client):
    marco, berta, held = make_lead(clinic, "Marco"), make_lead(clinic, "Berta", "Neri"), hold(clinic)
    reach(clinic, berta, "email", "anna@example.com")

    answer = agent_client.post(f"{PAGE}{held.pk}/", {"do": "merge", "lead": marco.pk}, follow=True)

    [message] = answer.context["messages"]
    assert strip_tags(str(message)) == "Added to Marco Bellini. anna@example.com stays with Berta Neri."
    assert message.level_tag == "warning"
    assert b'action="/admin/undo/' in answer.content
