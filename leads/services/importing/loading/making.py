"""New leads of one piece: a COPY for each table, whatever the number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Enquiry, Heat, Identity, Lead, LeadWords, OwnerChange, Stage, StageChange
from leads.models.stage import DONE, WON, Semantic
from leads.services.finding.words import words_of
from leads.services.importing.loading.clinic import SOURCE, Clinic, moment
from leads.services.importing.loading.scoring import Judged
from leads.services.importing.staging import Said
from leads.services.patients import make_patients
from tenants.services.copying import copy_in
from tenants.services.keys_ahead import draw_keys
from tenants.staff.models import User


@dataclass(frozen=True, slots=True)
class Made:
    """A lead that is being written. `at` is when its person came, as far as the file says."""

    pk: int
    number: int
    said: Said
    at: datetime
    stage: Stage
    owner: int | None
    is_stopped: bool
    judged: Judged


LEAD = (
    *("id", "first_name", "last_name", "country", "city", "company", "language", "interest", "treatment_id"),
    *("source", "sub_source", "partner_id", "stage_id", "assigned_to_id", "lead_score", "score_breakdown"),
    *("profile_version", "conversion_probability", "last_contact_date", "stage_since", "do_not_contact", "is_test"),
    *("created_at", "last_arrival_at"),
)
ENQUIRY = (
    "lead_id",
    "number",
    "began_at",
    "treatment_id",
    "interest",
    "accepted_at",
    "completed_at",
    "ended_at",
    "is_won",
)
STEP = ("lead_id", "to_stage_id", "to_semantic", "at", "by_id")


def make_leads(rows: Sequence[tuple[int, Said, bool]], clinic: Clinic, *, by: User | None) -> list[Made]:
    """`rows` are (number in the file, what it says, whether one of its addresses is stopped).

    Nobody waits for an answer by an old list, and nobody is told of each: no ResponseCycle, no signal, no notice.
    """
    keys = draw_keys(Lead, len(rows)) if rows else []
    made = [_made(key, *row, clinic) for key, row in zip(keys, rows, strict=True)]
    if made:
        copy_in(Lead, LEAD, (_lead(one, clinic) for one in made))
        copy_in(Identity, ("lead_id", "kind", "value", "typed", "is_valid"), _identities(made))
        copy_in(Enquiry, ENQUIRY, (_enquiry(one, clinic) for one in made))
        who = by.pk if by else None
        copy_in(StageChange, STEP, ((one.pk, one.stage.pk, one.stage.semantic, one.at, who) for one in made))
        copy_in(Heat, ("lead_id", "temperature", "warmed_at", "cools_at"), (_heat(one, clinic) for one in made))
        copy_in(LeadWords, ("lead_id", "words"), (_words(one) for one in made))
        _owned(made, who, clinic.now)
        _patients(made, clinic.now)
    return made


def _made(key: int, number: int, said: Said, is_stopped: bool, clinic: Clinic) -> Made:
    at, owner = moment(said.created_at, clinic.now), clinic.owner(said)
    judged = clinic.scorer.judge(said, source=said.source or SOURCE, at=at)
    return Made(key, number, said, at, clinic.stage(said, owner), owner, is_stopped or said.do_not_contact, judged)


def _lead(one: Made, clinic: Clinic) -> tuple[Any, ...]:
    said, stage, judged = one.said, one.stage, one.judged
    return (
        one.pk,
        said.first_name,
        said.last_name,
        said.country,
        said.city,
        said.company,
        said.language,
        said.interest,
        clinic.treatment(said),
        said.source or SOURCE,
        said.sub_source,
        clinic.partner(said),
        stage.pk,
        one.owner,
        judged.points,
        judged.breakdown,
        judged.version,
        clinic.chance(stage),
        said.last_contact_at or None,
        one.at,
        one.is_stopped,
        said.is_test,
        one.at,
        one.at,
    )


def _identities(made: Iterable[Made]) -> Iterable[tuple[Any, ...]]:
    for one in made:
        for reached in one.said.contacts:
            yield (one.pk, *reached)


def _enquiry(one: Made, clinic: Clinic) -> tuple[Any, ...]:
    """When a journey ended no list says: at the last contact, else when they came. Nor why it was lost, in our
    words."""
    said, semantic = one.said, one.stage.semantic
    then = moment(said.last_contact_at, one.at)
    is_won = True if semantic == Semantic.COMPLETED else False if semantic == Semantic.LOST else None
    return (
        one.pk,
        1,
        one.at,
        clinic.treatment(said),
        said.interest,
        then if semantic in WON else None,
        then if semantic == Semantic.COMPLETED else None,
        then if semantic in DONE else None,
        is_won,
    )


def _heat(one: Made, clinic: Clinic) -> tuple[Any, ...]:
    temperature, falls = clinic.heat(one.judged.temperature, one.stage, one.at)
    return one.pk, temperature, one.at, falls


def _words(one: Made) -> tuple[int, str]:
    return one.pk, " ".join(words_of(one.said, one.said.contacts))


def _owned(made: Iterable[Made], who: int | None, now: datetime) -> None:
    rows = ((one.pk, one.owner, now, who) for one in made if one.owner is not None)
    copy_in(OwnerChange, ("lead_id", "to_owner_id", "at", "by_id"), rows)


def _patients(made: Iterable[Made], now: datetime) -> None:
    """Who accepted by the file is a patient here, as by a move; no platform hears of a sale of long ago."""
    won = [one.pk for one in made if one.stage.semantic in WON]
    if won:
        make_patients(list(Lead.objects.filter(pk__in=won).order_by("pk")), now=now)
