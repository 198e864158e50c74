"""Whoever comes by a list and looks like somebody is a doubt on the row: proposed, never decided (F:L22, W7)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crm.testing.people import client_of, make_user
from crm.testing.statements import statements
from leads.models import ImportRow, Lead, LikelyPair
from leads.services.duplicates.grouping import MOST_ALIKE
from leads.services.duplicates.likeness import Why, likeness
from leads.services.duplicates.looking import LOOK, look
from leads.services.duplicates.person import person_told
from leads.services.duplicates.sharing import keys_of
from leads.services.importing import checking
from leads.services.importing.checking import check
from leads.services.importing.correcting import correct_row
from leads.services.importing.nearness import Before
from leads.services.importing.rows.reasons import NEAR
from leads.services.importing.staging import Reached, Said
from leads.tests.lists import checked, imported, loaded, manager, outcome, person
from leads.tests.twins import mario
from tenants.context import clinic_context
from tenants.outbox.models import Job

__all__ = ["manager"]
# By what each looks like the lead of `known`.
LIKE_HIM = {
    "number": ("Mario Rossi", "+355 69 234 5678", "", "", ""),
    "mail": ("Mario Rossi", "", "mario.rossi@gmial.com", "", ""),
    "name_and_country": ("ROSSI MÀRIO", "+39 320 1234567", "", "IT", ""),
}
NOT_HIM = [("Anna Rossi", "", "mariorossi@gmial.com", "DE", ""), ("Mario Rossi", "+49 151 23456789", "", "DE", "")]


@pytest.fixture
def known(clinic):
    return mario(clinic, phone="+34692345678", mail="mariorossi@gmail.com", country="IT")


def near():
    return {row.number: row.near for row in ImportRow.objects.exclude(near=[])}


def test_a_row_that_looks_like_a_lead_is_a_doubt_and_comes_in_all_the_same(clinic, other_clinic, manager, known):
    mario(other_clinic, phone="+34692345678", country="DE")
    with clinic_context(clinic):
        for why, row in LIKE_HIM.items():
            brought = checked([row, *NOT_HIM], by=manager)
            assert near() == {2: [{"lead": known.pk, "why": [why]}]}
            assert (outcome(brought)["new"], brought.counts["doubts"][NEAR]) == (3, 1)
            ImportRow.objects.all().delete()

        assert Lead.objects.get() == known
        done = imported(list(LIKE_HIM.values())[:1], by=manager)
        assert (outcome(done)["new"], Lead.objects.count()) == (1, 2)


@pytest.mark.parametrize("rows_of_a_piece", [1, 1000])
def test_a_row_that_looks_like_one_before_says_which(clinic, manager, settings, monkeypatch, rows_of_a_piece):
    settings.IMPORT_PIECE_ROWS = rows_of_a_piece
    monkeypatch.setattr(checking, "put_back", lambda *_: None)  # each piece is a process
    rows = [person(1), ("Mario Rossi", "+34692345678", "", "IT", ""), *LIKE_HIM.values()]

    with clinic_context(clinic):
        checked(rows, by=manager)

        assert near() == {
            4: [{"row": 3, "why": ["number"]}],
            6: [{"row": 3, "why": ["name_and_country"]}],
        }


def test_rows_that_wait_to_be_looked_at_come_in_one_by_one(clinic, manager, known):
    rows = [person(1), *LIKE_HIM.values()]
    with clinic_context(clinic):
        brought = checked(rows, by=manager, near="leave_out")
        assert (outcome(brought), brought.counts["reasons"]) == ({"new": 1, "merge": 0, "skip": 3}, {NEAR: 3})

        correct_row(brought.pk, 3, rows[1], by=manager, now=timezone.now())
        again = check(brought.pk, brought.mapping, brought.options, by=manager, now=timezone.now())
        assert (outcome(again)["new"], again.counts["doubts"][NEAR]) == (2, 1)
        loaded(again, by=manager)
        row = correct_row(brought.pk, 4, rows[2], by=manager, now=timezone.now())

        assert (row.fate, row.doubts, Lead.objects.count()) == ("new", [NEAR], 4)


def test_of_a_colleagues_lead_the_page_says_who_has_it_and_no_more(clinic, manager, known):
    owner = make_user(clinic, email="erion@example.com", full_name="Erion Hoxha")
    client = client_of(clinic, manager)
    with clinic_context(clinic):
        brought = checked([LIKE_HIM["number"], person(1)], by=manager)
    page = f"/admin/import/{brought.pk}/"
    mine = client.get(f"{page}rows/?doubt=near").content.decode()
    with clinic_context(clinic):
        Lead.objects.filter(pk=known.pk).update(assigned_to=owner, last_name="Verdi")
        type(manager).objects.filter(pk=manager.pk).update(data_scope="own")

    theirs = client.get(f"{page}rows/?doubt=near").content.decode()

    assert "looks like Mario Rossi: a number with the same figures" in mine
    assert f"/leads/lead/{known.pk}/" in mine
    assert "Anna Nr1" not in mine
    assert "Erion Hoxha has them" in theirs
    assert "Verdi" not in theirs
    assert f"/leads/lead/{known.pk}/" not in theirs
    assert "doubt=near" in client.get(page).content.decode()


def test_a_thousand_rows_are_compared_in_as_many_statements_as_ten(clinic, manager, known):
    asked = []
    with clinic_context(clinic):
        checked([person(0)], by=manager)  # what a process asks once
        for first, number in ((0, 10), (2000, 900)):
            rows = [person(n) for n in range(first, first + number)]
            with CaptureQueriesContext(connection) as captured:
                checked([*rows, LIKE_HIM["number"], LIKE_HIM["name_and_country"]], by=manager)
            asked.append(len(statements(captured)))

    assert asked[0] == asked[1]


def test_once_a_list_is_in_the_clinic_is_looked_through_for_duplicates(clinic, manager, known):
    with clinic_context(clinic):
        imported([LIKE_HIM["number"]], by=manager)
        imported([person(1)], by=manager)
        job = Job.objects.get(kind=LOOK)
        look(job.payload)

        pair = LikelyPair.objects.get()
        assert (pair.one_id, pair.why) == (known.pk, [Why.NUMBER.value])


NAMES = st.sampled_from(["Mario", "Rossi", "Élif", "elif", "Şahin"])
PHONES = st.sampled_from(["+34692345678", "+355692345678", "+390612345678", "+4915123456789"])
MAILS = st.sampled_from(["mario.rossi@gmail.com", "mariorossi@gmial.com", "m@rossi-dental.it", "m@rosi-dental.it"])
CONTACTS = st.builds(lambda phone: Reached("phone", phone, phone, True), PHONES) | st.builds(
    lambda mail: Reached("email", mail, mail, True), MAILS
)
COMING = st.builds(
    lambda **said: Said(**said),
    first_name=NAMES,
    last_name=NAMES,
    contacts=st.lists(CONTACTS, max_size=2),
    country=st.sampled_from(["", "IT"]),
    treatment=st.sampled_from([None, 3]),
)


@given(COMING, COMING)
def test_whoever_looks_like_another_shares_something_that_is_asked_for(one, other):
    why = likeness(*(person_told(said, treatment=said.treatment) for said in (one, other)))

    if why and why != [Why.MAIL_NEAR]:
        assert set(keys_of(one)) & set(keys_of(other))


def test_what_many_rows_share_says_nothing():
    before = Before()

    found = [bool(before.note(number, ["33311122"])) for number in range(MOST_ALIKE + 5)]

    assert found == [False] + [True] * (MOST_ALIKE - 1) + [False] * 5
