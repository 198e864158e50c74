"""What stands in a demo clinic: believable, whole, and the same for the same seed and end (F:I25)."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest
from django.db import transaction

from crm.testing.people import key_of
from leads.demo.arrivals import arrivals
from leads.demo.moments import moments
from leads.demo.people import TONGUES
from leads.demo.plan import COMPANIONS, INCOMPLETE, ROBOTS, UNCHECKED
from leads.demo.words import WORDS
from leads.models import (
    Consent,
    ContactAttempt,
    CustomValue,
    Enquiry,
    Heat,
    Identity,
    Journey,
    Lead,
    LeadPayload,
    LeadTag,
    Note,
    OwnerChange,
)
from leads.models.stage import Semantic
from leads.services.demo_history import relive
from leads.services.demo_staff import settle
from leads.services.treatments import treatment_named
from leads.services.triage import number_waiting_by_reason
from leads.services.waiting import waiting_leads
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import key_of_row
from tenants.outbox.models import Job
from tenants.staff import roles
from tenants.staff.models import User

UNTIL = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
LEADS = 60
SITE = "https://clinic-site.example"


def live(clinic, *, leads: int = LEADS) -> None:
    """The people of a demo clinic, two keys, and all that happened."""
    server, page = key_of(clinic), key_of(clinic, kind="site", origins=[SITE])
    with clinic_context(clinic):
        settle("tirana-smile", password_for=lambda: "bridgework-demo")
        keys = [key_of_row(ApiKey.objects.get(route=key.split("_")[2])) for key in (server, page)]
        relive(server=keys[0], page=keys[1], leads=leads, now=UNTIL)


def dump(clinic) -> dict[str, list]:
    """All rows of the history but ids and the times of the run."""
    with clinic_context(clinic):
        lead = "lead__first_name", "lead__last_name"
        return {
            "leads": [
                (str(one), one.stage.name, str(one.assigned_to), one.lead_score, one.temperature,
                 one.score_breakdown, one.created_at, one.last_arrival_at, one.next_follow_up, one.archived_at,
                 one.company, one.city, one.country, one.language, one.interest, str(one.treatment), one.enquiry)
                for one in Lead.objects.order_by("pk").select_related("stage", "assigned_to", "treatment", "heat")
            ],
            "identities": list(Identity.objects.order_by("pk").values_list("kind", "value", "typed", *lead)),
            "enquiries": list(Enquiry.objects.order_by("pk").values_list("number", "began_at", "interest", *lead)),
            "payloads": [
                (bytes(one.body), one.result, one.held_for, one.fields, one.headers, one.received_at, str(one.lead),
                 str(one.about))
                for one in LeadPayload.objects.order_by("pk").select_related("lead", "about")
            ],
            "decided": list(LeadPayload.objects.order_by("pk").values_list("decision", "decided_at")),
            "trail": list(Entry.objects.filter(content_type__model="lead").order_by("timestamp", "pk")
                          .values_list("timestamp", "actor_email", "object_repr", "additional_data__verb")),
            "attempts": list(ContactAttempt.objects.order_by("pk")
                             .values_list("at", "disposition", "by__email", *lead)),
            "notes": list(Note.objects.order_by("pk").values_list("at", "body", "by__email", "pinned_at", *lead)),
            "tags": list(LeadTag.objects.order_by("pk").values_list("at", "tag__name", *lead)),
            "values": list(CustomValue.objects.order_by("pk").values_list("field__key", "text", "day", *lead)),
            "consents": list(Consent.objects.order_by("pk").values_list("at", "purpose", "is_given", *lead)),
            "owners": list(OwnerChange.objects.order_by("pk").values_list("at", "to_owner__email", *lead)),
            "jobs": sorted(Job.objects.values_list("kind", "due_at")),
        }  # fmt: skip


@pytest.fixture(scope="module")
def once(clinics, django_db_blocker):
    """Clinic A with its history, in a transaction that ends with this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        live(clinics[0])
        yield
        transaction.set_rollback(True)


@pytest.fixture
def lived(once, clinic):
    """What a test does to it is rolled back."""
    return clinic


def test_the_same_seed_and_end_give_the_same_rows(lived, other_clinic, monkeypatch):
    monkeypatch.setattr("leads.services.demo_history.seed_of", lambda key: lived.slug)

    live(other_clinic)

    assert dump(lived) == dump(other_clinic)


def test_done_again_nothing_more_arrives(lived):
    with clinic_context(lived):
        keys = [key_of_row(key) for key in ApiKey.objects.order_by("pk")]
    before = dump(lived)

    with clinic_context(lived):
        relive(server=keys[0], page=keys[1], leads=LEADS, now=UNTIL)

    assert dump(lived) == before


def test_there_are_as_many_leads_as_asked_for_each_with_a_score(lived):
    with clinic_context(lived):
        assert Lead.objects.count() == LEADS
        assert Lead.objects.filter(lead_score=0).count() == 0
        assert len(set(Heat.objects.values_list("temperature", flat=True))) > 1


def test_five_languages_each_with_cities_wishes_and_messages(lived):
    with clinic_context(lived):
        for tongue in TONGUES:
            theirs = Lead.objects.filter(language=tongue.code)
            assert theirs.exclude(city="").exists()
            assert theirs.filter(treatment__isnull=False).exists()
            assert LeadPayload.objects.filter(lead__in=theirs, fields__has_key="message").exists()


def test_the_longer_ago_the_further_along(lived):
    with clinic_context(lived):
        order = Lead.objects.filter(enquiry=1).exclude(stage__semantic=Semantic.LOST).order_by("created_at")
        steps = list(order.values_list("stage__position", flat=True))

    third = len(steps) // 3
    assert mean(steps[:third]) > mean(steps[-third:]) + 1


def test_a_patient_began_when_they_said_yes(lived):
    with clinic_context(lived):
        said_yes = dict(Enquiry.objects.exclude(accepted_at=None).values_list("lead_id", "accepted_at"))
        began = dict(Journey.objects.values_list("patient__lead_id", "began_at"))

    assert began == said_yes != {}


def test_who_has_a_lead_speaks_its_language(lived):
    with clinic_context(lived):
        owned = Lead.objects.filter(assigned_to__isnull=False).exclude(language="").select_related("assigned_to")
        assert owned.exists()
        assert all(lead.language in lead.assigned_to.languages for lead in owned)


def test_some_came_back_for_a_second_enquiry_and_nobody_works_on_the_lost(lived):
    with clinic_context(lived):
        assert Enquiry.objects.filter(number=2).count() == Lead.objects.filter(enquiry=2).count() > 0
        assert not Lead.objects.filter(stage__semantic=Semantic.LOST, next_follow_up__isnull=False).exists()


def test_something_of_every_kind_waits_in_triage(lived):
    with clinic_context(lived):
        admin = User.objects.get(email="tirana-smile+admin@example.com")
        waiting = number_waiting_by_reason(admin)

    assert waiting == {
        "companion": COMPANIONS, "unchecked": UNCHECKED, "incomplete": INCOMPLETE, "trap": ROBOTS
    }  # fmt: skip


def test_scores_sources_and_wishes_differ(lived):
    with clinic_context(lived):
        scores = Counter(Lead.objects.values_list("lead_score", flat=True))
        sources = set(Lead.objects.values_list("source", flat=True))
        wishes = set(Lead.objects.exclude(treatment=None).values_list("treatment__code", flat=True))

    assert len(scores) > 12
    assert max(scores.values()) < LEADS / 3
    assert len(sources) > 3
    assert len(wishes) > 7


def test_what_people_ask_for_stands_in_the_price_list(lived):
    with clinic_context(lived):
        unknown = [
            wish for words in WORDS.values() for wish in words.wishes.values() if treatment_named(wish) is None
        ]
        named = [text for words in WORDS.values() for text in words.vague if treatment_named(text)]

    assert (unknown, named) == ([], [])


def test_somebody_wrote_minutes_ago_and_who_waits_for_an_answer_came_this_week(lived):
    with clinic_context(lived):
        newest = Lead.objects.latest("created_at").created_at
        today = Lead.objects.filter(created_at__gte=UNTIL - timedelta(days=1)).count()
        longest = waiting_leads(User.objects.get(groups__name=roles.ADMIN)).first().last_arrival_at

    assert UNTIL - newest < timedelta(minutes=10)
    assert today >= 4
    assert UNTIL - longest < timedelta(days=7)


def test_some_arrivals_were_accepted_merged_and_declined_by_a_person(lived):
    with clinic_context(lived):
        decided = Counter(LeadPayload.objects.exclude(decision="").values_list("decision", "decided_by__full_name"))
        companion = Lead.objects.get(companion_of__isnull=False)

    assert decided == {("accepted", "Ana Hoxha"): 2, ("merged", "Ana Hoxha"): 1, ("declined", "Ana Hoxha"): 3}
    assert companion.companion_of_id != companion.pk


def test_the_trail_tells_of_leads_when_it_happened_and_who_moved_them(lived):
    with clinic_context(lived):
        lines = Entry.objects.filter(content_type__model="lead")
        made = dict(lines.filter(action=Entry.Action.CREATE).values_list("object_id", "timestamp"))
        moved = Lead.objects.exclude(stage__semantic=Semantic.NEW).filter(assigned_to__isnull=False)
        told = {pk: (actor, at) for pk, actor, at in _lines(lines, "lead.moved")}

        assert not lines.filter(timestamp__gt=UNTIL).exists()
        assert set(made) == set(Lead.objects.values_list("pk", flat=True))
        assert moved
        for lead in moved:
            assert told[lead.pk][0] == lead.assigned_to_id
            assert made[lead.pk] < told[lead.pk][1] < UNTIL


def _lines(lines, verb):
    return (
        lines.filter(additional_data__verb=verb)
        .order_by("timestamp")
        .values_list("object_id", "actor_id", "timestamp")
    )


def test_both_keys_were_used(lived):
    with clinic_context(lived):
        assert not ApiKey.objects.filter(last_used_at=None).exists()


def test_nothing_stands_for_anybody_real(lived):
    with clinic_context(lived):
        values = list(Identity.objects.values_list("kind", "value"))

    mails = [value for kind, value in values if kind == "email"]
    phones = [value for kind, value in values if kind == "phone"]
    assert all(mail.endswith("@example.com") for mail in mails)
    assert all(phone.startswith(("+447700900", "+4917139200", "+3363998")) for phone in phones)


def test_people_write_in_the_evening_and_on_weekdays():
    when = [at + timedelta(hours=1) for at in moments(4000, seed="x", until=UNTIL)]
    hours, days = Counter(at.hour for at in when), Counter(at.weekday() for at in when)

    assert sum(hours[hour] for hour in range(18, 22)) > 3 * sum(hours[hour] for hour in range(1, 7))
    assert mean(days[day] for day in range(5)) > 1.3 * mean(days[day] for day in (5, 6))


def test_who_writes_what_does_not_depend_on_the_day():
    one, other = (
        [json.loads(form.body) for form in arrivals(leads=40, seed="x", until=until)]
        for until in (UNTIL, UNTIL + timedelta(days=3, hours=7))
    )

    for said in (*one, *other):
        said.get("first_touch", {}).pop("at", None)
    robots = [[said for said in run if "company_website" not in said] for run in (one, other)]
    assert robots[0] == robots[1]
