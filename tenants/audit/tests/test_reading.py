"""The trail in words, for people (F:T12)."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import Promise

from crm.testing.people import client_of, make_user
from leads.models import Lead, Stage
from leads.tests.factories import make_lead
from tenants.audit import origin
from tenants.audit.models import Entry
from tenants.audit.registry import all_words, trailed_models
from tenants.audit.services.reading import lines_of, told
from tenants.audit.services.record import record
from tenants.audit.words import SINGLE, said
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.fixture
def ana(clinic):
    return make_user(clinic, role=roles.ADMIN, email="ana@example.com", full_name="Ana Kelmendi")


@pytest.fixture
def lead(clinic, ana):
    with clinic_context(clinic):
        now = timezone.now()
        new, contacted = Stage.objects.order_by("position")[:2]
        lead = Lead.objects.create(first_name="Mario", stage=new, created_at=now, last_arrival_at=now)
        lead.stage, lead.assigned_to = contacted, ana
        lead.save()
        yield lead


def test_ids_choices_and_labels_are_told_in_words(lead, ana):
    changed = lines_of(lead, ana)[0]

    assert (changed.did, changed.kind, changed.thing) == ("changed Mario", "Lead", "Mario")
    assert {(c.field, c.before, c.after) for c in changed.changes} == {
        ("Stage", "New", str(lead.stage)), ("Owner", "—", "Ana Kelmendi"),
    }  # fmt: skip


def test_addresses_are_told_to_who_may_see_the_trail_only(clinic, lead, ana):
    agent = make_user(clinic, email="agent@example.com")
    visit = origin.Origin(door=origin.ADMIN, address="203.0.113.7")
    with origin.coming_from(visit):
        record("lead.moved", lead)

    assert lines_of(lead, ana)[0].address == "203.0.113.7"
    assert lines_of(lead, agent)[0].address == ""


def test_a_page_of_lines_costs_the_same_whatever_it_holds(lead, ana):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            told(list(Entry.objects.all()[:100]))
        return len(captured)

    cost()  # kinds are remembered from here on
    few = cost()
    for position in range(30):
        record("lead.moved", lead, changes={"stage": (lead.stage_id, lead.stage_id), "assigned_to": (None, ana.pk)})
        record("lead.moved", lead, changes={"position": (position, position)})

    assert cost() == few


def test_a_verb_that_nobody_named_is_shown_as_it_is(lead, ana):
    record("lead.moved_far", lead, note="to the moon")

    assert (lines_of(lead, ana)[0].did, lines_of(lead, ana)[0].note) == ("moved far", "to the moon")


def test_what_the_code_no_longer_knows_is_still_told(lead, ana):
    record("lead.moved", lead, changes={"no_such_field": (1, None), "stage": ("Old name", 10**15)})

    assert {(c.field, c.before, c.after) for c in lines_of(lead, ana)[0].changes} == {
        ("Stage", "Old name", "#1000000000000000"), ("No such field", "1", "—"),
    }  # fmt: skip


def test_the_history_page_tells_the_same_in_a_sentence(clinic, lead, ana):
    page = client_of(clinic, ana).get(f"/admin/leads/lead/{lead.pk}/history/")

    text = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert "Stage: <bdi>New</bdi>" in text
    assert "Ana Kelmendi" in text


def test_the_history_of_a_lead_that_is_not_yours_is_not_there(clinic, lead):
    agent = make_user(clinic, email="agent@example.com", data_scope="own")

    page = client_of(clinic, agent).get(f"/admin/leads/lead/{lead.pk}/history/")

    assert page.status_code == 404
    assert "Mario" not in page.content.decode()


def test_every_verb_that_is_written_in_the_code_has_words():
    root = Path(__file__).resolve().parents[3]
    files = [p for app in ("leads", "tenants", "crm") for p in (root / app).rglob("*.py") if "tests" not in p.parts]
    written = {
        verb for p in files for verb in re.findall(r"record(?:_many)?\(\s*\"([a-z_]+\.[a-z_]+)\"", p.read_text())
    }

    unnamed = written - all_words().keys()
    assert {verb for verb in unnamed if verb.rpartition(".")[2] not in SINGLE} == set()


def test_who_did_what_reads_as_a_sentence(clinic, ana):
    rossi, client = make_lead(clinic, "Mario", "Rossi"), client_of(clinic, ana)
    client.post("/admin/leads/lead/", {"action": "archive", "_selected_action": [rossi.pk]})

    page = client.get("/admin/audit/entry/").content.decode()

    with clinic_context(clinic):
        line = told([Entry.objects.saying("lead.archived").get()])[0]
    assert f"{line.who} {line.did}" == "Ana Kelmendi archived Mario Rossi"
    assert ">archived Mario Rossi<" in page
    assert "Archived …" in page  # the filter


def test_every_verb_has_words_that_end_well_without_a_thing():
    endings = {verb: said(verb) for verb in all_words()}

    assert {verb: words for verb, words in endings.items() if "%(" in words or words != words.strip(" :")} == {}


@pytest.mark.parametrize("model", trailed_models(), ids=str)
def test_each_kind_of_thing_in_the_trail_has_a_name_in_every_language(model):
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)
