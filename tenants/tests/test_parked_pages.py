"""Parked events on the platform's site: rows, and what they say by POST with a line in the trail (HOUSE 9)."""

import pytest
from django.utils import timezone

from crm.testing.walk import listening
from tenants.audit.models import Entry
from tenants.models import ParkedEvent
from tenants.services.parking import park
from tenants.tests.visiting import operator_client, operator_user

SECRET = '{"phone": "+12025550123", "note": "<script>alert(1)</script>"}'


@pytest.fixture
def operator(database):
    return operator_client(operator_user())


@pytest.fixture
def event(database):
    return park(source="meta", reason="No clinic has this page", body=SECRET.encode(), now=timezone.now())


def test_list_and_page_show_where_from_and_why_and_not_what(event, operator):
    for path in ("/admin/tenants/parkedevent/", f"/admin/tenants/parkedevent/{event.pk}/change/"):
        text = operator.get(path).content.decode()
        assert "No clinic has this page" in text
        assert "2025550123" not in text


def test_what_arrived_is_shown_by_post_as_text_and_the_trail_says_who_looked(event, operator):
    with listening() as lines:
        answer = operator.post(f"/admin/tenants/parkedevent/{event.pk}/body/")

    text = answer.content.decode()
    assert "+12025550123" in text
    assert "<script>alert(1)" not in text
    assert "no-store" in answer["Cache-Control"]
    [line] = Entry.objects.filter(additional_data__verb="parked.read")
    assert (line.actor.email, line.object_pk) == ("platform@example.com", str(event.pk))
    assert "2025550123" not in str(lines()) + str(line.changes) + line.object_repr + str(line.additional_data)


def test_looking_by_get_shows_nothing_and_writes_nothing(event, operator):
    assert operator.get(f"/admin/tenants/parkedevent/{event.pk}/body/").status_code == 405
    assert not Entry.objects.filter(additional_data__verb="parked.read").exists()


def test_without_its_key_it_is_a_sentence(event, operator, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["c29tZS1vdGhlci1rZXktb2YtMzItYnl0ZXMhISEhISE="]

    answer = operator.post(f"/admin/tenants/parkedevent/{event.pk}/body/")

    assert answer.status_code == 200
    assert "no longer has" in answer.content.decode()


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"x" * 3_000_000])
def test_no_body_breaks_the_page(operator, body):
    event = park(source="meta", reason="Odd", body=body, now=timezone.now())

    answer = operator.post(f"/admin/tenants/parkedevent/{event.pk}/body/")

    assert answer.status_code == 200
    assert len(answer.content) < 400_000


def test_nobody_changes_or_deletes_one_by_hand(event, operator):
    for page in ("change", "delete"):
        assert operator.post(f"/admin/tenants/parkedevent/{event.pk}/{page}/", {"post": "yes"}).status_code == 403
    assert ParkedEvent.objects.filter(pk=event.pk).exists()
