"""What the call queue says of the lead that is next: why now, and what each result leads to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.services.queue import Facts, Rank, Reason
from comms.services.queue.priority import Why, is_day
from leads.models import Disposition, Lead
from leads.services.attempt_steps import in_vain, is_last
from leads.services.dispositions import DAY, IN_VAIN, MOMENT, NEXT, Next
from leads.services.patient_time import MORNING, moment_at
from leads.services.rules import AGAIN_HOURS, lead_rules
from tenants.desk.templatetags.desk_shown import ago, duration_of, duration_until
from tenants.staff.languages import named

# The keys of LOOK 07, in the order in which the buttons stand.
KEYS = {
    Disposition.INTERESTED: "1", Disposition.QUOTE: "2", Disposition.BOOKED: "3", Disposition.CALLBACK: "4",
    Disposition.NOT_NOW: "5", Disposition.NO_ANSWER: "6", Disposition.VOICEMAIL: "7", Disposition.BUSY: "8",
    Disposition.WRONG_LANGUAGE: "9", Disposition.WRONG_NUMBER: "0", Disposition.NOT_INTERESTED: "-",
    Disposition.DO_NOT_CONTACT: "d",
}  # fmt: skip
GOOD = {Disposition.INTERESTED, Disposition.QUOTE, Disposition.BOOKED}
ICONS = {
    Why.MISSED: ("phone_missed", "bw-danger-t"), Why.VOICEMAIL: ("voicemail", "bw-danger-t"),
    Why.CALLBACK: ("alarm", "bw-danger-t"), Why.LATE: ("alarm", "bw-danger-t"), Why.DUE: ("alarm", "bw-warn-t"),
    Why.WAITS: ("schedule", "bw-sub"), Why.CLOSING: ("lock_open", "bw-warn-t"), Why.SCORE: ("speed", "bw-sub"),
    Why.TRIED: ("call", "bw-sub"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    icon: str
    tone: str
    text: str


@dataclass(frozen=True)
class Result:
    """A way in which a call ends, as the page offers it: `says` is the next step. `typed` and `likely` are the
    moment that stood there when the page was refused."""

    value: str
    label: Any
    key: str
    next: Next
    says: str
    is_good: bool
    typed: str = ""
    likely: str = ""


def why_now(rank: Rank, lead: Lead, now: datetime) -> list[Line]:
    """In the order in which they weigh, and the clock on their wall."""
    spoken = [one for one in rank.reasons if one.why is Why.LANGUAGE]
    others = [one for one in rank.reasons if one.why is not Why.LANGUAGE]
    lines = [Line(*ICONS[one.why], _sentence(one, lead, now)) for one in others]
    lines.append(_their_clock(rank.facts, now))
    return lines + [_language(rank.facts, bool(one.number)) for one in spoken]


def _sentence(one: Reason, lead: Lead, now: datetime) -> str:
    if one.why is Why.TRIED:
        number = in_vain(lead)
        if not number:
            return ngettext("Tried %(n)d time before", "Tried %(n)d times before", one.number) % {"n": one.number}
        return _("Attempt %(n)d of %(most)d") % {"n": number + 1, "most": lead_rules().most_attempts}
    if one.why is Why.SCORE:
        return _("Score %(points)d of 100") % {"points": one.number}
    if one.why is Why.CLOSING:
        return _("The WhatsApp window closes in %(time)s") % {"time": duration_until(one.at, now)}
    if one.why is Why.WAITS and one.at > now:
        return _("An answer is due in %(time)s") % {"time": duration_until(one.at, now)}
    words = {
        Why.MISSED: _("They called %(ago)s, and nobody answered"),
        Why.VOICEMAIL: _("They left a voicemail %(ago)s"),
        Why.CALLBACK: _("The call back was due %(ago)s"),
        Why.LATE: _("The answer was due %(ago)s"),
        Why.DUE: _("The next step was due %(ago)s"),
        Why.WAITS: _("They wrote %(ago)s and wait for an answer"),
    }
    return words[one.why] % {"ago": ago(one.at, now)}


def _their_clock(facts: Facts, now: datetime) -> Line:
    place = facts.zone.key.rpartition("/")[2].replace("_", " ")
    told = {"time": date_format(now.astimezone(facts.zone), "H:i"), "place": place}
    if is_day(facts.zone, now):
        return Line("schedule", "bw-ok-t", _("%(time)s on their clock (%(place)s)") % told)
    return Line("bedtime", "bw-warn-t", _("%(time)s on their clock (%(place)s): they asked for it") % told)


def _language(facts: Facts, speaks: bool) -> Line:
    told = {"language": next(iter(named([facts.language])), facts.language)}
    if speaks:
        return Line("translate", "bw-ok-t", _("They speak %(language)s, and so do you") % told)
    return Line("translate", "bw-warn-t", _("They speak %(language)s, and you do not") % told)


def results(lead: Lead, given: Mapping[str, str]) -> list[Result]:
    gives_up, number = is_last(lead), 1 + in_vain(lead)
    return [
        Result(
            *(name, name.label, key.upper(), NEXT[name], _says(name, number, gives_up), name in GOOD),
            typed=given.get(f"at-{name}", ""),
            likely=given.get(f"likely-{name}", ""),
        )
        for name, key in KEYS.items()
    ]


def _says(name: str, number: int, gives_up: bool) -> str:
    after = NEXT[name]
    if not after.counts or name not in IN_VAIN:
        return str(after.says)
    if gives_up:
        return _("The last attempt, then Lost")
    hours = lead_rules().again_hours or AGAIN_HOURS
    told = {"n": number, "most": lead_rules().most_attempts}
    again = duration_of(60 * hours[min(number, len(hours)) - 1])
    return _("Attempt %(n)d of %(most)d, again in %(time)s") % {**told, "time": again}


def moments(facts: Facts, now: datetime) -> dict[str, list[datetime]]:
    """What is offered where a result asks when, on the patient's clock: a few that are likely."""
    today = now.astimezone(facts.zone)
    days = [today.date() + timedelta(days=days) for days in (1, 2, 7)]
    mornings = [moment_at(day, MORNING, facts.zone) for day in days]
    later = (now + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    soon = [later] if is_day(facts.zone, later) and later.astimezone(facts.zone).date() == today.date() else []
    months = [moment_at(today.date() + timedelta(days=days), MORNING, facts.zone) for days in (30, 90, 180)]
    return {MOMENT: [one.astimezone(facts.zone) for one in soon + mornings], DAY: _in(facts, months)}


def _in(facts: Facts, found: Iterable[datetime]) -> list[datetime]:
    return [one.astimezone(facts.zone) for one in found]
