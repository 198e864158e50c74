"""What was tried piece by piece, added up to what a page shows: plain values that a run can keep, numbers and keys
of leads, no names."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from comms.models import Channel
from comms.sequences.models import Step
from comms.sequences.services.advancing import zone_for
from comms.sequences.services.rehearsing.trying import Tried
from comms.services.templates.choosing import text_for
from comms.services.templates.rendering import is_approved
from leads.models import Lead

NAMED = 200  # leads of a reason that are kept, to be looked at
SAMPLED = 50  # of those who get the first message
Tally = dict[str, Any]


def nothing() -> Tally:
    """`begin` would be in it, `get` get a first message; `hours` are those of the world, by their beginning in UTC,
    `clocks` those on the wall of each."""
    return {
        "people": 0, "begin": 0, "get": 0, "out": {}, "skipped": {}, "hours": {}, "clocks": {}, "lacking": {},
        "sample": [],
    }  # fmt: skip


def add(tally: Tally, tried: Tried, steps: Collection[Step], *, zone: str, own_language: str) -> Tally:
    """The same tally with these people. Pure; `zone` and `own_language` are the clinic's."""
    tally["people"] += len(tried.people) + len(tried.stays_out)
    tally["begin"] += len(tried.people)
    tally["get"] += len(tried.moments)
    _reasons(tally["out"], tried.stays_out)
    _reasons(tally["skipped"], tried.skipped)
    leads = {lead.pk: lead for lead in tried.people}
    _count(tally["hours"], (_hour(at) for at in tried.moments.values()))
    clocks = (str(at.astimezone(zone_for(leads[pk], otherwise=zone)).hour) for pk, at in tried.moments.items())
    _count(tally["clocks"], clocks)
    for step in steps:
        if step.kind == Step.Kind.MESSAGE:
            lacking = tally["lacking"].setdefault(str(step.key), {})
            _count(lacking, _lacking(step, tried.people, own_language))
    tally["sample"] = [*tally["sample"], *sorted(tried.moments)][:SAMPLED]
    return tally


def _reasons(told: dict[str, Any], whys: Mapping[int, str]) -> None:
    for pk, why in whys.items():
        one = told.setdefault(why, {"number": 0, "leads": []})
        one["number"] += 1
        one["leads"] = [*one["leads"], pk] if len(one["leads"]) < NAMED else one["leads"]


def _count(told: dict[str, int], found: Iterable[str]) -> None:
    for key, number in Counter(found).items():
        told[key] = told.get(key, 0) + number


def _hour(at: datetime) -> str:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0).isoformat()


def _lacking(step: Step, people: Iterable[Lead], own_language: str) -> Iterable[str]:
    """The language of each for whom one of the step's texts would have to speak another, or none."""
    spoken: dict[str, bool] = {}
    for lead in people:
        wanted = lead.language or own_language
        if wanted not in spoken:
            spoken[wanted] = all(_speaks(step, one.template.texts.all(), wanted) for one in step.variants.all())
        if not spoken[wanted]:
            yield wanted


def _speaks(step: Step, texts: Iterable[Any], language: str) -> bool:
    text = text_for(texts, language, unknown=language)
    is_ready = text is not None and (step.channel != Channel.WHATSAPP or is_approved(text))
    return is_ready and text.language.split("-")[0] == language.split("-")[0]
