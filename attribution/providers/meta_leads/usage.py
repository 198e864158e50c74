"""How much of what Meta allows is used, of the headers that come with every answer (INTEGRATIONS 3.4)."""

from collections.abc import Iterator, Mapping

from attribution.providers.meta_leads.base import Pace
from crm.lib.shapes import items, loaded, mapping

APP, PAGE = "X-App-Usage", "X-Business-Use-Case-Usage"
_COUNTED = ("call_count", "total_time", "total_cputime")
_KIND, _WAIT = "leadgen", "estimated_time_to_regain_access"  # in minutes
LONGEST = 24 * 60  # minutes: limits are counted over a day


def pace_of(usage: Mapping[str, str]) -> Pace:
    """Of `Reply.usage`. What is not said is 0, and nothing here raises."""
    app = mapping(loaded(usage.get(APP, "").encode()))
    ours = [one for one in _of_pages(usage) if one.get("type", _KIND) == _KIND]
    return Pace(
        percent=max((_used(one) for one in ours), default=0),
        app_percent=_used(app),
        wait_seconds=60 * min(max((_whole(one.get(_WAIT)) for one in ours), default=0), LONGEST),
    )


def _of_pages(usage: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    """By the page's id a list, of one limit each."""
    for limits in mapping(loaded(usage.get(PAGE, "").encode())).values():
        yield from items(limits)


def _used(counted: Mapping[str, object]) -> int:
    return max(_whole(counted.get(name)) for name in _COUNTED)


def _whole(value: object) -> int:
    return min(int(value), 10_000) if type(value) in {int, float} and 0 <= value < 10**6 else 0
