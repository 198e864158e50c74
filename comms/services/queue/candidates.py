"""Whom a colleague could call now, in two statements, however many leads there are."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from comms.models import Call, Conversation, QueueTurn
from comms.services.calls.ringing import RECENT
from comms.services.queue.priority import CLOSING, Facts, Rank, rank
from leads.models import Identity, Lead, ResponseCycle
from leads.models.stage import DONE
from leads.querysets import LeadQuerySet
from leads.services.patient_time import zone_of_country, zone_of_number
from tenants.staff.models import User
from tenants.staff.services.shifts import zone_named, zone_of_clinic

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LEASE = timedelta(minutes=5)  # how long a lead is kept for somebody who does nothing
MOST = 300  # of each reason, the newest: with more waiting, the older ones come up as these are done
# E.164 begins with a plus, and no mail does. Asked by kind the database goes through all numbers of the clinic.
NUMBERS = Identity.objects.filter(value__startswith="+", is_valid=True)
_COLUMNS = (
    "pk", "answer_due_at", "last_arrival_at", "next_follow_up", "follow_up_why", "lead_score", "call_attempts",
    "language", "country", "phone", "is_waiting", "closes", "skipped", "missed", "left_word",
)  # fmt: skip


def ranked(user: User, *, now: datetime) -> list[Rank]:
    """All that `user` could call now, who is next first."""
    languages = frozenset(user.languages)
    places = (rank(facts, languages, now) for facts in _facts(user, now))
    return sorted((one for one in places if one), key=lambda one: one.place)


def workable(user: User, now: datetime) -> LeadQuerySet:
    """Their own and nobody's, that can be called and that no colleague has before them at this moment."""
    held = QueueTurn.objects.filter(lead=OuterRef("pk"), held_until__gt=now).exclude(agent=user)
    talks = Call.objects.filter(_goes_on(now), lead=OuterRef("pk")).exclude(agent=user)
    rows = Lead.objects.visible_to(user).current().filter(Q(assigned_to=user) | Q(assigned_to=None))
    rows = rows.filter(is_test=False, do_not_contact=False, merged_into=None)
    return rows.exclude(stage__semantic__in=DONE).filter(_has_a_phone(), ~Exists(held), ~Exists(talks))


def _goes_on(now: datetime) -> Q:
    """On the line at this moment, or a colleague was just now and has still to say how it went."""
    just_now = Q(ended_at__gt=now - LEASE, agent__isnull=False, attempt=None)
    return Q(Q(ended_at=None) | just_now, at__gt=now - RECENT)


def _has_a_phone() -> Q:
    """Their own, or the one of whom they come with."""
    whose = Q(lead=OuterRef("pk")) | Q(lead=OuterRef("companion_of"))
    return Q(Exists(NUMBERS.filter(whose)))


def _facts(user: User, now: datetime) -> Iterable[Facts]:
    clinics = zone_of_clinic()
    rows = Lead.objects.filter(pk__in=_wanted(user, now)).order_by().annotate(
        phone=Coalesce(_phone("pk"), _phone("companion_of")),
        is_waiting=Exists(ResponseCycle.objects.filter(lead=OuterRef("pk"), ended_at=None)),
        closes=Subquery(_closing(now).filter(lead=OuterRef("pk")).order_by("window_until").values("window_until")[:1]),
        skipped=Subquery(QueueTurn.objects.filter(lead=OuterRef("pk"), agent=user).values("skipped_at")[:1]),
    )  # fmt: skip
    for row in rows.annotate(missed=_missed("missed_at"), left_word=_missed("recording_id")).values(*_COLUMNS):
        called = row["missed"]
        zone = zone_of_number(row["phone"], row["country"]) or zone_of_country(row["country"]) or clinics
        yield Facts(
            pk=row["pk"],
            zone=zone_named(zone),
            waits=row["is_waiting"],
            arrived_at=row["last_arrival_at"],
            answer_due=row["answer_due_at"],
            follow_up=row["next_follow_up"],
            follow_up_why=row["follow_up_why"],
            window_until=row["closes"],
            score=row["lead_score"],
            tries=row["call_attempts"],
            language=row["language"],
            skipped_at=row["skipped"],
            missed_at=None if row["left_word"] else called,
            voicemail_at=called if row["left_word"] else None,
        )


def _wanted(user: User, now: datetime) -> list[int]:
    """Who wrote and waits, whose next step is due, whose window closes: each by its own index."""
    rows = workable(user, now)
    open_wait = Q(response_cycles__pk__isnull=False, response_cycles__ended_at=None)  # one a lead
    waiting = rows.filter(open_wait).order_by("-last_arrival_at", "-pk")
    due = rows.filter(next_follow_up__lte=now).order_by("-next_follow_up", "-pk")
    closing = rows.filter(pk__in=_closing(now).values("lead")).order_by("-last_arrival_at", "-pk")
    first, *others = (part.values_list("pk", flat=True)[:MOST] for part in (waiting, due, closing))
    return list(first.union(*others))


def _closing(now: datetime):
    soon = Conversation.objects.filter(window_until__gt=now, window_until__lte=now + CLOSING, lead__isnull=False)
    return soon.filter(waiting_since__isnull=False).order_by()


def _missed(column: str) -> Subquery:
    """Of the last call that nobody answered and nobody has come back to since."""
    answered = Coalesce(OuterRef("last_contact_date"), NEVER)
    calls = Call.objects.filter(lead=OuterRef("pk"), missed_at__isnull=False, missed_at__gt=answered)
    return Subquery(calls.order_by("-missed_at").values(column)[:1])


def _phone(whose: str) -> Subquery:
    return Subquery(NUMBERS.filter(lead=OuterRef(whose)).order_by("pk").values("value")[:1])
