"""An import is taken back: nothing that somebody did since is lost, all else is as it was (H:I10)."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.lib.errors import NotThere
from crm.testing.people import make_user
from crm.testing.walk import fingerprint
from leads.models import Lead, LeadImport, LikelyPair, Tag
from leads.services.editing import change_lead
from leads.services.importing.checking import held
from leads.services.importing.correcting import correct_row
from leads.services.importing.loading import LOAD, go_on, load_all
from leads.services.importing.rows.reasons import KNOWN_OTHER_NAME, TWICE, UNREACHABLE
from leads.services.notes import add_note
from leads.services.scoring import rescore
from leads.tests.factories import arrive, make_lead, reach
from leads.tests.lists import checked, imported, loaded, manager, person
from tenants.context import clinic_context
from tenants.runs.services.starting import start
from tenants.services.forgetting import forget_useless
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

__all__ = ["manager"]
# What an undo leaves behind: the list itself, what was written down of it, and when rows were last looked at.
TOLD = {
    *(
        "auditlog_logentry",
        "undo_operation",
        "undo_operationrow",
        "runs_run",
        "leads_leadimport",
        "leads_importrow",
    ),
    *("leads_importmapping", "leads_tag"),
}
HEADER = ("Full name", "Phone", "Email", "Country", "Company", "Note", "Tags", "Id", "Rating")
MAPPING = ("name", "phone", "email", "country", "company", "note", "tags", "reference", "rating")


def rows_of(numbers):
    return [(*person(n, company="Praxis"), f"Note {n}", "old", f"A-{n}", "4.5") for n in numbers]


def standing(clinic):
    """All rows but those, and but the moment at which a lead was last written."""
    kept = fingerprint(clinic)
    with clinic_context(clinic):
        leads = list(Lead.objects.order_by("pk").values())
    told = [{name: value for name, value in lead.items() if name != "updated_at"} for lead in leads]
    return {name: value for name, value in kept.items() if name not in {*TOLD, "leads_lead"}} | {"leads": told}


def test_what_nobody_touched_goes_and_what_somebody_worked_on_stays_and_is_named(clinic, other_clinic, manager):
    known = make_lead(clinic, "Anna", "Nr50")
    reach(clinic, known, "phone", "+393200000050")
    before, theirs = standing(clinic), fingerprint(other_clinic)
    with clinic_context(clinic):
        Tag.objects.create(name="old")
        done = imported(rows_of([*range(20), 50]), by=manager, header=HEADER, mapping=MAPPING)
        made = list(Lead.objects.exclude(pk=known.pk).order_by("pk"))
        for lead in made[:5]:
            change_lead(lead.pk, {"city": "Durrës"}, by=manager, now=timezone.now())
        for lead in made[5:7]:
            add_note(lead.pk, body="Called", by=manager, now=timezone.now())
    arrive(clinic, made[7])
    with clinic_context(clinic):
        outcome = undo(done.operation.pk, by=manager, now=timezone.now()).outcome

        assert (outcome.undone, len(outcome.changed_since), outcome.out_of_sight) == (13, 8, 0)
        assert set(outcome.changed_since) == {lead.full_name for lead in made[:8]}
        assert set(Lead.objects.values_list("pk", flat=True)) == {known.pk, *(lead.pk for lead in made[:8])}
        assert LeadImport.objects.get().state == "undone"
        known.refresh_from_db()
        assert (known.company, known.country, known.identities.count()) == ("", "", 1)
    assert fingerprint(other_clinic) == theirs
    with clinic_context(clinic):
        assert [lead["id"] for lead in before["leads"]] == [known.pk]


def test_an_import_that_nobody_touched_leaves_the_clinic_as_it_was(clinic, manager):
    known = make_lead(clinic, "Anna", "Nr50")
    reach(clinic, known, "phone", "+393200000050")
    with clinic_context(clinic):
        imported(rows_of([60]), by=manager, header=HEADER, mapping=MAPPING)  # whatever is made once is there
        rescore([known.pk], now=timezone.now())
    before = standing(clinic)

    with clinic_context(clinic):
        done = imported(rows_of([*range(5), 50]), by=manager, header=HEADER, mapping=MAPPING)
        assert standing(clinic) != before
        other, one = Lead.objects.order_by("-pk")[:2]
        LikelyPair.objects.create(one=one, other=other, why=[], weight=1)  # as a search finds them
        undo(done.operation.pk, by=manager, now=timezone.now())

    assert standing(clinic) == before


def test_what_was_filled_and_changed_since_stays_changed(clinic, manager):
    known = make_lead(clinic, "Anna", "Nr50")
    reach(clinic, known, "phone", "+393200000050")
    with clinic_context(clinic):
        done = imported(rows_of([50]), by=manager, header=HEADER, mapping=MAPPING)
        change_lead(known.pk, {"company": "By hand"}, by=manager, now=timezone.now())

        outcome = undo(done.operation.pk, by=manager, now=timezone.now()).outcome
        known.refresh_from_db()

    assert outcome.changed_since == ("Anna Nr50",)
    assert (known.company, known.country) == ("By hand", "")


def test_a_refused_row_is_corrected_comes_in_and_is_taken_back_with_the_rest(clinic, manager):
    with clinic_context(clinic):
        done = imported([person(1), person(2, phone="12", mail="")], by=manager)
        assert done.counts["reasons"] == {UNREACHABLE: 1}

        still = correct_row(done.pk, 3, person(2, phone="13", mail=""), by=manager, now=timezone.now())
        good = correct_row(done.pk, 3, person(2), by=manager, now=timezone.now())
        done.refresh_from_db()

        assert (still.reason, good.fate, done.counts["new"], done.counts["skip"]) == (UNREACHABLE, "new", 2, 0)
        assert Lead.objects.count() == 2
        undo(done.operation.pk, by=manager, now=timezone.now())
        assert not Lead.objects.exists()


def test_a_list_that_is_taken_back_while_it_comes_in_comes_in_no_further(clinic, manager, settings):
    settings.IMPORT_PIECE_ROWS = 2
    with clinic_context(clinic):
        brought = checked([person(n) for n in range(5)], by=manager)
        LeadImport.objects.filter(pk=brought.pk).update(state="loading")
        go_on(LeadImport.objects.select_for_update().get(pk=brought.pk), by=manager, now=timezone.now())
        brought.refresh_from_db()
        undo(brought.operation.pk, by=manager, now=timezone.now())

        load_all(brought.pk, by=manager, now=timezone.now())
        brought.refresh_from_db()

        assert (brought.state, Lead.objects.count()) == ("undone", 0)


def test_nothing_more_comes_in_while_a_worker_takes_the_list_back(clinic, manager, settings):
    settings.IMPORT_PIECE_ROWS = 2
    with clinic_context(clinic):
        brought = checked([person(n) for n in range(5)], by=manager)
        LeadImport.objects.filter(pk=brought.pk).update(state="loading")
        go_on(LeadImport.objects.get(pk=brought.pk), by=manager, now=timezone.now())
        brought.refresh_from_db()
        undoing = start(LOAD, by=manager, about={"import": brought.pk}, now=timezone.now())
        Operation.objects.filter(pk=brought.operation_id).update(undoing=undoing.pk)

        load_all(brought.pk, by=manager, now=timezone.now())
        brought.refresh_from_db()

        assert (brought.state, Lead.objects.count(), Operation.objects.count()) == ("undone", 2, 1)


def test_the_list_of_a_colleague_is_not_there(clinic, manager):
    other = make_user(clinic, role="Manager", email="other@example.com")
    with clinic_context(clinic):
        brought = checked([person(1)], by=manager)

        with pytest.raises(NotThere):
            loaded(brought, by=other)
        with pytest.raises(NotThere):
            correct_row(brought.pk, 2, person(1), by=other, now=timezone.now())


def test_after_30_days_what_stood_in_the_file_is_forgotten_and_that_they_came_by_it_is_not(clinic, manager):
    with clinic_context(clinic):
        done = imported([person(1)], by=manager)

        forget_useless(now=done.expires_at)
        done.refresh_from_db()

        assert (done.rows.count(), done.leads.count(), done.stored, done.samples) == (0, 1, "", [])


def test_a_row_put_right_before_the_loading_does_not_become_a_second_lead(clinic, manager):
    luca = person(1, name="Luca Bianchi", mail="luca@example.com")
    with clinic_context(clinic):
        brought = checked([person(1), luca, person(2, phone="12", mail="")], by=manager)

        still = correct_row(brought.pk, 3, luca, by=manager, now=timezone.now())
        again = correct_row(brought.pk, 4, person(1), by=manager, now=timezone.now())
        loaded(brought, by=manager)

        assert (still.reason, again.reason) == (KNOWN_OTHER_NAME, TWICE)
        assert Lead.objects.count() == 1


def test_a_lead_that_a_corrected_row_filled_goes_with_its_list(clinic, manager):
    with clinic_context(clinic):
        done = imported([person(1, company=""), person(2, phone="12", mail="")], by=manager)
        filled = correct_row(done.pk, 3, person(1, company="Praxis"), by=manager, now=timezone.now())
        done.refresh_from_db()

        outcome = undo(done.operation.pk, by=manager, now=timezone.now()).outcome

        assert (filled.fate, outcome.changed_since) == ("merge", ())
        assert not Lead.objects.exists()


def test_a_list_can_be_taken_back_after_another_that_filled_its_leads_was(clinic, manager):
    with clinic_context(clinic):
        first = imported([person(1, company=""), person(2)], by=manager)
        second = imported([person(1, company="Praxis"), person(2, company="Studio")], by=manager)
        undo(second.operation.pk, by=manager, now=timezone.now())

        assert Lead.objects.count() == 2
        undo(first.operation.pk, by=manager, now=timezone.now())
        assert not Lead.objects.exists()


def test_an_undo_that_takes_nothing_back_does_not_say_that_it_did(clinic, manager):
    with clinic_context(clinic):
        done = imported([person(1)], by=manager)
        change_lead(Lead.objects.get().pk, {"city": "Durrës"}, by=manager, now=timezone.now())

        outcome = undo(done.operation.pk, by=manager, now=timezone.now()).outcome
        done.refresh_from_db()

        assert (outcome.undone, done.state, done.operation.undone_at) == (0, "done", None)


def test_whoever_loads_and_whoever_takes_back_come_in_one_order(clinic, manager):
    with clinic_context(clinic):
        done = imported([person(1)], by=manager)
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            held(done.pk)

    locks = [one["sql"] for one in captured if "FOR UPDATE" in one["sql"]]
    assert ["undo_operation" in sql.partition("WHERE")[0] for sql in locks] == [True, False]
