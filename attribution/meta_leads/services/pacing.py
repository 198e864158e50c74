"""When a page, a form or a lead may be asked about again (INTEGRATIONS 3.4). Pure; `chance` is 0 to 1, for jitter:
those refused together must not come together again (H:S14)."""

import math
from datetime import timedelta

from attribution.providers.meta_leads.base import MetaRefused, Pace, Trouble

EVERY = timedelta(minutes=5)  # a page is looked at, where nothing is said against it
LONGEST = timedelta(hours=24)  # Meta counts over a day
# From so many percent of what is allowed on, so long is rested after a look that went well.
_BUSY = ((95, timedelta(minutes=60)), (85, timedelta(minutes=30)), (70, timedelta(minutes=15)))
# The first rest after a refusal, doubled with each further one, and the longest.
_RESTS = {
    Trouble.THROTTLED: (timedelta(minutes=10), timedelta(hours=6)),
    Trouble.BLOCKED: (timedelta(hours=6), LONGEST),
    Trouble.TRANSIENT: (timedelta(minutes=1), timedelta(minutes=30)),
}
_OTHERWISE = (timedelta(minutes=5), timedelta(hours=1))
_JITTER = 0.25
# Meta's limit of a page: 200 x 24 questions a day for each lead of the last 90 days. We take a quarter of it.
_A_DAY_FOR_A_LEAD = 200 * 24 // 4
_MOST_DOUBLED = 10


def every(forms: int, leads: int) -> timedelta:
    """How often each of so many forms may be looked at, by the leads of the page's last 90 days: a page with one
    lead and thirty forms would use up its day by noon."""
    a_day = math.ceil(timedelta(days=1) / EVERY) * max(forms, 1)
    return EVERY * max(1, math.ceil(a_day / (_A_DAY_FOR_A_LEAD * max(leads, 1))))


def rest_after(pace: Pace) -> timedelta:
    """After an answer: nothing, while there is room."""
    if pace.wait_seconds:
        return min(timedelta(seconds=pace.wait_seconds), LONGEST)
    return _busy(max(pace.percent, pace.app_percent))


def app_rest_after(pace: Pace) -> timedelta:
    """What everybody has to rest who asks by the same app; a page's own limit is its own."""
    return _busy(pace.app_percent)


def _busy(used: int) -> timedelta:
    return next((rest for percent, rest in _BUSY if used >= percent), timedelta())


def rest_after_refusal(refused: MetaRefused, failures: int, *, chance: float) -> timedelta:
    """After the `failures`-th refusal in a row, 1 for the first: no less than Meta asked for, and a day at most."""
    first, longest = _RESTS.get(refused.trouble, _OTHERWISE)
    doubled = min(first * 2 ** min(max(failures, 1) - 1, _MOST_DOUBLED), longest)
    asked = timedelta(seconds=refused.wait or 0)
    return min(max(doubled, asked) * (1 + _JITTER * chance), LONGEST)
