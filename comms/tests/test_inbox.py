"""Which conversations stand where in the inbox, and what is done about them (F:C1, F 2b, H:A2, A14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comms.models import Channel, Conversation, Message
from comms.services import snoozing
from comms.services.inbox import (
    ALL,
    CLOSING,
    DONE,
    MINE,
    PUT_OFF,
    SHOWN,
    UNASSIGNED,
    WAITING,
    Narrowed,
    conversations_of,
    counts,
    page_of,
)
from comms.services.labelling import label
from comms.services.reading import read
from comms.services.thread import thread_of
from comms.tests.conftest import NOW
from comms.tests.factories import make_conversation
from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import make_user
from leads.models import Lead, Partner
from leads.services.finding.words import refresh_words
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team
from tenants.undo.services.ledger import undo

TABS = (MINE, UNASSIGNED, WAITING, CLOSING, ALL)


def talk_of(clinic, first_name, number, *, owner=None, **fields):
    lead = make_lead(clinic, first_name, assigned_to=owner)
    return make_conversation(clinic, lead, address=f"+4477009001{number:02}", **fields)


def here(tab, reader, **asked):
    return [one.pk for one in conversations_of(tab, reader, now=timezone.now(), **asked)]


@pytest.fixture
def some(clock, clinic, agent):
    """By name: mine, somebody's, nobody's, one whose window closes, one that was answered, one without a lead."""
    other = make_user(clinic, email="other@example.com")
    found = {
        "mine": talk_of(clinic, "Mine", 1, owner=agent, wrote=NOW - timedelta(hours=1)),
        "theirs": talk_of(clinic, "Theirs", 2, owner=other, wrote=NOW - timedelta(hours=5)),
        "free": talk_of(clinic, "Free", 3, wrote=NOW - timedelta(hours=2)),
        "closing": talk_of(clinic, "Closing", 4, owner=agent, wrote=NOW - timedelta(hours=22)),
        "answered": talk_of(clinic, "Answered", 5, owner=agent, wrote=NOW - timedelta(days=2), waiting_since=None),
        "triage": make_conversation(clinic, None, address="+447700900106", name="Zed", wrote=NOW),
    }
    with clinic_context(clinic):
        yield found


def test_each_tab_has_its_own_and_its_own_order(some, agent):
    pk = {name: one.pk for name, one in some.items()}

    assert here(MINE, agent) == [pk["mine"], pk["closing"], pk["answered"]]
    assert here(UNASSIGNED, agent) == [pk["triage"], pk["free"]]
    assert here(WAITING, agent) == [pk[n] for n in ("closing", "theirs", "free", "mine", "triage")]
    assert here(CLOSING, agent) == [pk["closing"]]
    assert len(here(ALL, agent)) == 6


def test_the_numbers_of_all_tabs_are_one_statement(some, agent, django_assert_num_queries):
    agent.get_all_permissions()

    with django_assert_num_queries(1):
        told = counts(TABS, agent, now=timezone.now())

    assert told == {MINE: 3, UNASSIGNED: 2, WAITING: 5, CLOSING: 1, ALL: 6}


def test_whoever_sees_only_their_own_has_no_colleagues_talk_in_any_tab(some, clinic):
    own = make_user(clinic, email="own@example.com", data_scope="own")

    seen = {pk for tab in TABS for pk in here(tab, own)}

    assert seen == {some["free"].pk, some["triage"].pk}
    assert counts((ALL,), own, now=timezone.now()) == {ALL: 2}


@pytest.mark.parametrize(("scope", "seen"), [
    ("all", {"mine", "theirs", "mates", "nobodys", "partners", "strangers"}),
    ("own", {"mine", "nobodys", "strangers"}),
    ("team", {"mine", "mates", "nobodys", "strangers"}),
    ("part", {"partners"}),
])  # fmt: skip
def test_a_talk_is_seen_by_whoever_sees_its_lead_and_a_strangers_by_all_but_partners_people(clinic, scope, seen):
    """The scope asks the columns of the lead: never all leads that somebody sees, which take seconds to list."""
    reader = make_user(clinic, email="reader@example.com", data_scope=scope)
    mate, other = (make_user(clinic, email=f"{name}@example.com") for name in ("mate", "other"))
    with clinic_context(clinic):
        Team.objects.create(name="Desk").members.set([reader, mate])
        partner = Partner.objects.create(name="Agency", code="agency")
        partner.members.set([reader])
        owners = {"mine": reader, "theirs": other, "mates": mate, "nobodys": None, "partners": other}
        leads = {name: make_lead(clinic, name, assigned_to=owner) for name, owner in owners.items()}
        Lead.objects.filter(pk=leads["partners"].pk).update(partner=partner)
        talks = {
            make_conversation(clinic, lead, address=f"+44770090030{number}").pk: name
            for number, (name, lead) in enumerate([*leads.items(), ("strangers", None)])
        }
        rows = Conversation.objects.visible_to(reader)

        assert {talks[one.pk] for one in rows} == seen
        assert 'FROM "leads_lead"' not in str(rows.query)


def test_a_page_goes_on_behind_the_last_one_also_among_those_of_one_moment(clinic, clock, agent):
    for number in range(SHOWN + 5):
        talk_of(clinic, "Same", number, wrote=NOW - timedelta(hours=1))
    with clinic_context(clinic):
        rows = conversations_of(ALL, agent, now=NOW)
        first = page_of(rows, ALL)
        second = page_of(rows, ALL, after=first[SHOWN - 1])
        every = [one.pk for one in rows]

    assert len(first) == SHOWN + 1
    assert [one.pk for one in first[:SHOWN] + second] == every


def test_a_talk_is_found_by_the_person_the_channel_the_language_and_the_label(some, clinic, agent):
    lead = some["mine"].lead
    reach(clinic, lead, "email", "mario.rossi@example.it")
    with clinic_context(clinic):
        refresh_words([lead.pk])
        mail = make_conversation(clinic, lead, channel=Channel.MAIL, language="it", labels=["Crowns"])

    def find(**asked):
        return here(ALL, agent, asked=Narrowed(**asked))

    assert set(find(text="mario.rossi")) == {some["mine"].pk, mail.pk}
    assert find(text="zed") == [some["triage"].pk]
    assert find(channel="mail") == find(language="it") == find(label="Crowns") == [mail.pk]
    assert find(label="crown") == []
    assert find(label=" CROWNS") == [mail.pk]


def test_what_is_put_off_is_away_until_its_moment_and_then_back(some, agent, clock):
    until = NOW + timedelta(hours=4)

    done = snoozing.snooze([some["mine"].pk], until=until, by=agent, now=NOW)

    assert some["mine"].pk not in here(MINE, agent)
    assert here(MINE, agent, state=PUT_OFF) == [some["mine"].pk]
    clock.move_to(until)
    assert some["mine"].pk in here(MINE, agent)
    assert (done.changed, done.operation.count) == (1, 1)


def test_many_at_once_are_done_and_come_back_with_all_that_they_were(some, agent):
    pks = [some["mine"].pk, some["closing"].pk]
    before = list(Conversation.objects.filter(pk__in=pks).order_by("pk").values())

    done = snoozing.close(pks, by=agent, now=NOW)

    assert set(here(MINE, agent, state=DONE)) == set(pks)
    assert set(here(WAITING, agent)).isdisjoint(pks)
    undo(done.operation.pk, by=agent, now=NOW)
    assert list(Conversation.objects.filter(pk__in=pks).order_by("pk").values()) == before


def test_one_that_changed_since_is_left_alone_by_the_undo(some, agent):
    pks = [some["mine"].pk, some["closing"].pk]
    done = snoozing.snooze(pks, until=NOW + timedelta(days=1), by=agent, now=NOW)
    Conversation.objects.filter(pk=pks[0]).update(snoozed_until=None)  # a reply woke it

    back = undo(done.operation.pk, by=agent, now=NOW)

    assert (back.outcome.undone, back.outcome.changed_since) == (1, ("Mine Bellini",))


def test_nobody_turns_what_they_do_not_see_and_who_looks_on_turns_nothing(some, clinic, agent):
    own = make_user(clinic, email="own@example.com", data_scope="own")
    guest = make_user(clinic, email="guest@example.com", role=roles.READ_ONLY)

    done = snoozing.close([some["theirs"].pk, some["free"].pk], by=own, now=NOW)

    assert (done.changed, done.unseen) == (1, 1)
    with pytest.raises(NotAllowed):
        snoozing.close([some["mine"].pk], by=guest, now=NOW)
    assert read(some["mine"].pk, by=guest) is False
    assert read(some["theirs"].pk, by=own) is False
    assert read(some["mine"].pk, by=agent) is True


def test_a_label_is_tied_once_in_whichever_case_and_can_be_taken_back(some, agent):
    pk = some["mine"].pk

    label(pk, add=["Crowns", "  crowns "], by=agent, now=NOW)
    done = label(pk, add=["Recall"], remove=["CROWNS"], by=agent, now=NOW)

    assert Conversation.objects.get(pk=pk).labels == ["Recall"]
    undo(done.operation.pk, by=agent, now=NOW)
    assert Conversation.objects.get(pk=pk).labels == ["Crowns"]
    with pytest.raises(InvalidData):
        label(pk, add=[" \u200b "], by=agent, now=NOW)


def test_the_other_clinic_has_none_of_it(some, other_clinic):
    reader = make_user(other_clinic, role=roles.ADMIN, email="admin@example.com")

    with clinic_context(other_clinic):
        assert here(ALL, reader) == []
        done = snoozing.close([one.pk for one in some.values()], by=reader, now=NOW)

    assert (done.changed, done.unseen) == (0, 6)
    assert not Conversation.objects.filter(done_at__isnull=False).exists()


def test_what_came_in_one_second_is_on_one_page_also_of_whoever_waits_in_triage(clock, clinic, agent):
    talk = make_conversation(clinic, None)
    moments = [NOW - timedelta(minutes=number) for number in range(SHOWN)]
    with clinic_context(clinic):
        about = {"conversation": talk, "account_id": talk.account_id, "is_out": False, "state": "received"}
        Message.objects.bulk_create(
            Message(at=at, **about) for at in [*moments, moments[-1], NOW - timedelta(days=1)]
        )

        first = thread_of(talk, None, agent)
        second = thread_of(talk, None, agent, before=first.older)

    assert (len(first.moments), len(second.moments), second.older) == (SHOWN + 1, 1, None)
