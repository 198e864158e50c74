"""A checked list becomes leads: what the dry run said, and nothing else (F:I8, H:I8, I11)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.sequences.services.rules_on import forget_rules
from crm.testing.people import client_of, make_user
from crm.testing.statements import statements
from leads.models import (
    Consent,
    CustomField,
    CustomValue,
    Enquiry,
    Heat,
    Identity,
    ImportedLead,
    ImportRow,
    Lead,
    LeadTag,
    LeadWords,
    Note,
    Reference,
    ResponseCycle,
    StageChange,
    Temperature,
)
from leads.services.consent import agrees, suppress
from leads.services.finding.words import refresh_words
from leads.services.importing.comparing import Known, KnownLead, known_in
from leads.services.importing.loading import pieces
from leads.services.importing.rows.reasons import KNOWN_OTHER_NAME, OUT_OF_SIGHT, STOPPED, TWICE
from leads.services.rules import forget_lead_rules
from leads.services.scoring import PRESETS, facts_of_leads, rescore
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.stages import forget_first_stages
from leads.tests.factories import make_lead, reach
from leads.tests.lists import checked, imported, loaded, manager, outcome, person
from tenants.context import clinic_context

__all__ = ["manager"]


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def test_of_1000_rows_with_137_known_the_dry_run_the_result_and_the_clinic_say_the_same(
    clinic, other_clinic, manager
):
    for number in range(40):
        reach(clinic, make_lead(clinic, "Anna", f"Nr{number}"), "phone", f"+39320{number:07}")
    rows = [person(n) for n in range(903)] + [person(n) for n in range(100, 197)]

    with clinic_context(clinic):
        brought = checked(rows, by=manager)
        said, before = outcome(brought), Lead.objects.count()
        done = loaded(brought, by=manager)

        assert said == outcome(done) == {"new": 863, "merge": 40, "skip": 97}
        assert done.counts["reasons"] == {TWICE: 97}
        assert Lead.objects.count() - before == 863
        assert ImportedLead.objects.filter(is_new=True).count() == 863
    with clinic_context(other_clinic):
        assert not Lead.objects.exists()


def test_a_thousand_rows_cost_as_many_statements_as_ten(inside, manager, settings):
    asked = []
    for first, number in ((0, 10), (2000, 1000)):
        brought = checked([person(n) for n in range(first, first + number)], by=manager)
        for forget in (forget_first_stages, forget_lead_rules, forget_profiles_in_use, forget_rules):
            forget()  # what a process believes for seconds
        with CaptureQueriesContext(connection) as captured:
            loaded(brought, by=manager)
        asked.append(len(statements(captured)))

    assert asked[0] == asked[1] <= 60


def test_a_lead_of_a_list_stands_in_every_table_as_one_that_arrived_does(inside, manager):
    CustomField.objects.create(key="budget", name="Budget", kind="number")
    header = ("Name", "Phone", "Mail", "Treatment", "Note", "Tags", "Stage", "Created", "Id", "Budget", "Owner")
    mapping = ("name", "phone", "email", "interest", "note", "tags", "stage", "created", "reference",
               "custom.budget", "owner")  # fmt: skip
    row = ("Mario Rossi", "+39 333 111 2223", "Mario@Example.com", "Implants", "Asked by phone", "old, vip",
           "Qualified", "2024-03-01 10:00", "A-7", "1200", "manager@example.com")  # fmt: skip

    brought = imported([row], by=manager, header=header, mapping=mapping, owner="file", tag="all")
    lead = Lead.objects.get()

    assert (lead.full_name, lead.stage.name, lead.assigned_to, lead.created_at.year) == (
        "Mario Rossi", "Qualified", manager, 2024,
    )  # fmt: skip
    assert lead.last_arrival_at == lead.created_at == lead.stage_since
    assert (lead.treatment is not None, lead.interest) == (True, "Implants")
    assert set(Identity.objects.values_list("value", flat=True)) == {"+393331112223", "mario@example.com"}
    assert Enquiry.objects.get().began_at == lead.created_at == StageChange.objects.get().at
    assert set(LeadTag.objects.values_list("tag__name", flat=True)) == {"old", "vip", "all"}
    assert (Note.objects.get().body, Reference.objects.get().value) == ("Asked by phone", "A-7")
    assert CustomValue.objects.get().number == 1200
    assert Heat.objects.get().temperature == Temperature.COLD
    assert (brought.state, brought.operation.count) == ("done", 1)
    assert not ResponseCycle.objects.exists()
    assert (lead.answer_due_at, lead.next_follow_up) == (None, None)


def test_scores_and_words_are_those_that_the_lead_would_get_by_itself(inside, manager):
    rows = [
        person(n, mail=f"a{n}@{'gmail.com' if n % 2 else 'praxis.example'}", company="X" * (n % 3))
        for n in range(9)
    ]
    imported([*rows, ("Élif Yılmaz", "+90 532 111 22 33", "", "TR", "")], by=manager)
    words = dict(LeadWords.objects.values_list("lead_id", "words"))

    assert rescore(list(words), now=timezone.now(), quietly=True) == 0
    refresh_words(words)
    assert dict(LeadWords.objects.values_list("lead_id", "words")) == words


def test_a_known_lead_gets_what_it_had_not_and_keeps_what_it_had(clinic, manager):
    lead = make_lead(clinic, "Anna", "Nr1", city="Milano", stage="Lost", archived_at=timezone.now())
    reach(clinic, lead, "phone", "+393200000001")
    header = ("Full name", "Phone", "Email", "City", "Company")
    mapping = ("name", "phone", "email", "city", "company")
    row = ("Anna Nr1", "+393200000001", "new@example.com", "Roma", "Praxis")

    with clinic_context(clinic):
        imported([row], by=manager, header=header, mapping=mapping)
        lead.refresh_from_db()

        assert (lead.city, lead.company, lead.stage.name) == ("Milano", "Praxis", "Lost")
        assert lead.archived_at is not None
        assert set(lead.identities.values_list("value", flat=True)) == {"+393200000001", "new@example.com"}
        assert Lead.objects.matching("praxis").get() == lead


def test_somebody_else_on_a_known_number_is_left_out_and_never_merged(clinic, manager):
    reach(clinic, make_lead(clinic, "Mario", "Rossi"), "phone", "+393200000001")

    with clinic_context(clinic):
        brought = imported([person(1), person(2), person(2, name="Luca Bianchi")], by=manager)

        assert brought.counts["reasons"] == {KNOWN_OTHER_NAME: 2}
        assert Lead.objects.count() == 2


def test_of_a_lead_out_of_sight_the_importer_hears_who_has_it_and_no_more(clinic, manager):
    colleague = make_user(clinic, email="colleague@example.com", full_name="Erion Hoxha")
    lead = make_lead(clinic, "Anna", "Nr1", assigned_to=colleague)
    reach(clinic, lead, "phone", "+393200000001")

    with clinic_context(clinic):
        type(manager).objects.filter(pk=manager.pk).update(data_scope="own")
        manager.refresh_from_db()
        brought = imported([person(1)], by=manager)
        row = ImportRow.objects.get()

        assert (row.fate, row.reason, row.owner) == ("skip", OUT_OF_SIGHT, "Erion Hoxha")
        assert brought.counts["skip"] == 1
        assert not ImportedLead.objects.exists()


def test_whoever_asked_us_to_stop_stays_stopped_and_a_list_can_stop_somebody(inside, manager):
    suppress([("phone", "+393200000001")], reason="stop", source="sms", by=None, now=timezone.now())
    header, mapping = ("Name", "Phone", "Stop"), ("name", "phone", "do_not_contact")
    rows = [
        ("Anna Nr1", "+393200000001", ""),
        ("Anna Nr2", "+393200000002", "yes"),
        ("Anna Nr3", "+393200000003", "no"),
    ]

    brought = imported(rows, by=manager, header=header, mapping=mapping)

    assert brought.counts["doubts"] == {STOPPED: 1}
    assert list(Lead.objects.order_by("pk").values_list("do_not_contact", flat=True)) == [True, True, False]
    again = imported([("Anna Nr2", "+393200000002", "no")], by=manager, header=header, mapping=mapping)
    assert again.counts["merge"] == 1
    assert Lead.objects.filter(do_not_contact=True).count() == 2


def test_the_same_number_in_a_list_of_others_is_nobody_who_is_called_otherwise(inside, manager):
    header, mapping = ("Name", "Phone", "Id"), ("name", "phone", "reference")
    said = [("Anna Rossi", "+393200000001", "1"), ("Luca Bianchi", "+393200000002", "1")]

    lists = [imported([row], by=manager, header=header, mapping=mapping) for row in said]

    assert [one.counts["reasons"] for one in lists] == [{}, {KNOWN_OTHER_NAME: 1}]
    assert Identity.objects.get().value == "+393200000001"


def test_whoever_shares_the_number_that_a_list_stops_is_stopped_too(clinic, manager):
    known = make_lead(clinic, "Anna", "Nr1")
    reach(clinic, known, "phone", "+393200000001")
    companion = make_lead(clinic, "Luca", "Bianchi", companion_of=known)

    with clinic_context(clinic):
        imported([("Anna Nr1", "+393200000001", "yes")], by=manager, header=("Name", "Phone", "Stop"),
                 mapping=("name", "phone", "do_not_contact"))  # fmt: skip
        companion.refresh_from_db()

        assert companion.do_not_contact


def test_nobody_agrees_by_being_imported_but_by_a_column_that_says_so(inside, manager):
    header, mapping = ("Name", "Phone", "Newsletter"), ("name", "phone", "consent.marketing.mail")
    rows = [
        ("Anna Nr1", "+393200000001", "yes"),
        ("Anna Nr2", "+393200000002", ""),
        ("Anna Nr3", "+393200000003", "no"),
    ]

    imported(rows, by=manager, header=header, mapping=mapping)
    leads = list(Lead.objects.order_by("pk"))

    assert [agrees(lead, "marketing", "mail") for lead in leads] == [True, False, False]
    assert not any(agrees(lead, "contact") for lead in leads)
    assert set(Consent.objects.values_list("is_given", "source")) == {(True, "import"), (False, "import")}


def test_the_same_list_again_adds_nothing(inside, manager):
    header, mapping = (
        ("Name", "Phone", "Note", "Tags", "Consent"),
        ("name", "phone", "note", "tags", "consent.contact"),
    )
    rows = [(f"Anna Nr{n}", f"+39320{n:07}", "Same words", "old", "yes") for n in range(5)]
    imported(rows, by=manager, header=header, mapping=mapping)
    counted = {model: model.objects.count() for model in (Lead, Note, LeadTag, Consent, ImportedLead, Identity)}

    again = imported(rows, by=manager, header=header, mapping=mapping)

    assert outcome(again) == {"new": 0, "merge": 5, "skip": 0}
    assert {model: model.objects.count() for model in counted} == counted


def test_who_arrives_between_the_check_and_the_loading_is_filled_and_not_made_twice(clinic, manager):
    with clinic_context(clinic):
        brought = checked([person(1), person(2)], by=manager)
    reach(clinic, make_lead(clinic, "Anna", "Nr1"), "phone", "+393200000001")

    with clinic_context(clinic):
        done = loaded(brought, by=manager)

        assert outcome(done) == {"new": 1, "merge": 1, "skip": 0}
        assert Lead.objects.count() == 2


def test_who_arrives_while_a_piece_is_written_sends_it_back_to_be_decided_again(clinic, manager, monkeypatch):
    reach(clinic, make_lead(clinic, "Anna", "Nr1"), "phone", "+393200000001")
    asked = iter([lambda *_, **__: Known()])
    monkeypatch.setattr(pieces, "known_in", lambda rows, by: next(asked, known_in)(rows, by=by))

    with clinic_context(clinic):
        brought = imported([person(1), person(2)], by=manager)

        assert outcome(brought) == {"new": 1, "merge": 1, "skip": 0}
        assert Lead.objects.count() == 2


def test_whom_a_number_went_to_while_the_piece_waited_is_held_before_being_filled(clinic, manager, monkeypatch):
    gone, has_it = make_lead(clinic, "Anna", "Nr1"), make_lead(clinic, "Anna", "Nr1")
    reach(clinic, has_it, "phone", "+393200000001")
    before = Known(leads={gone.pk: KnownLead(gone.pk, "Anna Nr1", is_seen=True, owner="")})
    asked = iter([lambda *_, **__: before])
    monkeypatch.setattr(pieces, "known_in", lambda rows, by: next(asked, known_in)(rows, by=by))

    with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
        imported([person(1)], by=manager)

    asked = [one["sql"] for one in captured if str(has_it.pk) in one["sql"] and '"leads_lead"' in one["sql"]]
    holds = [sql.endswith("FOR NO KEY UPDATE") for sql in asked]
    assert holds.index(True) < next(at for at, sql in enumerate(asked) if sql.startswith("UPDATE"))


def test_a_rating_and_a_website_count_for_the_preset_of_practices(inside, manager):
    header, mapping = ("Name", "Phone", "Rating", "Web"), ("name", "phone", "rating", "website")
    imported([("Praxis Weber", "+4915111122233", "4.6", "https://praxis.example")], by=manager, header=header,
             mapping=mapping)  # fmt: skip
    lead = Lead.objects.select_related("treatment").get()

    facts = facts_of_leads([lead])[lead.pk]

    assert (facts.google_rating, facts.website) == (4.6, "https://praxis.example")
    rescore([lead.pk], now=timezone.now(), profile=PRESETS["reactivation"].profile())
    lead.refresh_from_db()
    assert lead.lead_score == 40


def test_the_page_of_a_lead_says_by_which_list_it_came_and_who_brought_it(clinic, manager):
    with clinic_context(clinic):
        imported([person(1)], by=manager)
        lead = Lead.objects.get()

    page = client_of(clinic, manager).get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()

    assert "Imported from" in page
    assert "old list.csv" in page
    assert "Mara Lind" in page
