"""What a rehearsal found, as its page shows it: numbers, bars, reasons with their people, samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from comms.models import Account
from comms.sequences.admin.samples import samples
from comms.sequences.models import Step, Version
from comms.sequences.services.rehearsing.load import load_of, window_of_clinic
from comms.sequences.services.rehearsing.tallying import Tally
from comms.sequences.services.rehearsing.trying import steps_to_try
from comms.sequences.services.telling import title_of
from crm.lib.row_ids import row_id
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.languages import SPOKEN

WIDTH, GAP, HEIGHT, TOP = 24, 12, 56, 14  # of a bar of the chart, and the room for its number above


@dataclass(frozen=True)
class Bar:
    hour: str
    number: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def above(self) -> int:
        return self.y - 4


@dataclass(frozen=True)
class Reason:
    said: str
    number: int
    place: int
    leads: list[int]


def shown(request: HttpRequest, version: Version, tally: Tally, *, query: str) -> dict[str, Any]:
    steps = steps_to_try(version)
    first = next((step for step in steps if step.kind == Step.Kind.MESSAGE), None)
    reasons = _reasons(tally)
    place = row_id(request.GET.get("why", ""))
    reason = next((one for one in reasons if one.place == place), None)
    sample = _seen(request, tally["sample"])
    hours_of_clinic = window_of_clinic(version, zone=clinic_settings().time_zone)
    return {
        "tally": tally,
        "left_out": sum(one.number for one in reasons),
        "bars": (hours := bars(tally["clocks"])),
        "chart_width": max(330, len(hours) * (WIDTH + GAP) + GAP),
        "load": load_of(tally["hours"], version.sequence.per_hour, hours_of_clinic),
        "per_hour": version.sequence.per_hour,
        "a_day": _a_day(first),
        "reasons": reasons,
        "reason": reason,
        "people": _seen(request, reason.leads) if reason else [],
        "lacking": _lacking(steps, tally),
        "sample": samples(request, first, sample, query=f"{query}&") if first and sample else None,
        "query": query,
    }


def bars(clocks: Mapping[str, int]) -> list[Bar]:
    """From the first hour at which something goes to the last."""
    hours = sorted(int(hour) for hour in clocks)
    most = max(clocks.values(), default=0)
    found = []
    for place, hour in enumerate(range(hours[0], hours[-1] + 1) if hours else ()):
        number = clocks.get(str(hour), 0)
        height = max(round(HEIGHT * number / most), 1 if number else 0)
        found.append(Bar(f"{hour}", number, GAP // 2 + place * (WIDTH + GAP), TOP + HEIGHT - height, height))
    return found


def _reasons(tally: Tally) -> list[Reason]:
    """The most frequent first; who would not begin, and who would get no first message."""
    told = [*tally["out"].items(), *tally["skipped"].items()]
    told.sort(key=lambda one: (-one[1]["number"], one[0]))
    return [Reason(said, one["number"], place, one["leads"]) for place, (said, one) in enumerate(told, 1)]


def _seen(request: HttpRequest, pks: list[int]) -> list[Lead]:
    rows = Lead.objects.visible_to(request.user).filter(pk__in=pks).order_by("pk")
    return list(rows.prefetch_related("identities"))


def _a_day(first: Step | None) -> int | None:
    """How many people the account of the first message may begin with a day, where its provider says."""
    rows = Account.objects.filter(channel=first.channel) if first else Account.objects.none()
    found = rows.exclude(state=Account.State.OFF).order_by("pk").first()
    return found.a_day if found else None


def _lacking(steps: list[Step], tally: Tally) -> list[tuple[str, list[tuple[str, int]]]]:
    """By message step, the languages that some of them speak and it does not."""
    found = []
    for step in steps:
        counted = tally["lacking"].get(str(step.key), {})
        if counted:
            most = sorted(counted.items(), key=lambda one: -one[1])
            found.append((title_of(step), [(str(SPOKEN.get(code, code)), number) for code, number in most]))
    return found
