"""Handing conversions to Google Ads through the Data Manager API: one POST, and later what became of it.

Repeatable: a transactionId counts once. Corrections and retractions have no place in this API: those go by file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from attribution.providers.answers import OutcomeUnknown, handing_over, understood
from attribution.providers.google.errors import refusal
from attribution.providers.google.tokens import Opener
from crm.lib.errors import ProviderError
from crm.lib.http import bearer, get, post_json

DATAMANAGER = "https://datamanager.googleapis.com"
MOST, MOST_IDENTIFIERS = 2000, 10  # events of a request, identifiers of an event
LARGEST = 256 * 1024  # bytes of an answer
GOOGLE_ADS = "GOOGLE_ADS"
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """A conversion action of an account; `login_account` is the manager account by which it is reached, if any."""

    account: str
    action: str
    login_account: str = ""

    def body(self) -> dict[str, Any]:
        login = {"accountId": self.login_account, "accountType": GOOGLE_ADS}
        return {
            **({"loginAccount": login} if self.login_account else {}),
            "operatingAccount": {"accountId": self.account, "accountType": GOOGLE_ADS},
            "productDestinationId": self.action,
        }


class Progress(StrEnum):
    PROCESSING = "processing"
    SUCCESS = "success"
    PARTIAL = "partial"
    FAILED = "failed"


_PROGRESS = {
    "SUCCESS": Progress.SUCCESS,
    "FAILED": Progress.FAILED,
    "PARTIAL_SUCCESS": Progress.PARTIAL,
}
_BY_NUMBER = ("", "SUCCESS", "PROCESSING", "FAILED", "PARTIAL_SUCCESS")  # the official client's enum


@dataclass(frozen=True)
class Standing:
    """What became of a request at its one destination. `reasons` are theirs, with how many events each met."""

    progress: Progress
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DataManager:
    """`base` is of the environment, never of a clinic; `seconds` for each call."""

    opener: Opener = field(repr=False)
    base: str = DATAMANAGER
    seconds: float = 20

    def ingest(self, events: Sequence[Event], target: Target, *, only_try: bool = False) -> str:
        """The id of the request. Raises Refused when none was taken (one bad event refuses all), ProviderAway,
        OutcomeUnknown. With `only_try` nothing counts."""
        if not 0 < len(events) <= MOST:
            raise ValueError(f"1 to {MOST} events a request")
        headers = bearer(self.opener.token())
        body = {"destinations": [target.body()], "events": list(events), "encoding": "HEX"}
        body["validateOnly"] = only_try
        with handing_over():
            url = f"{self.base}/v1/events:ingest"
            told = understood(post_json(url, body, seconds=self.seconds, headers=headers), refusal)
        request = told.get("requestId", "")
        if not isinstance(request, str) or not (request or only_try):
            raise OutcomeUnknown("no id of the request")
        return request[:100]

    def standing(self, request: str) -> Standing:
        """How far they are with it. Raises Refused and ProviderError; asking changes nothing."""
        about = {"seconds": self.seconds, "most": LARGEST, "headers": bearer(self.opener.token())}
        url = f"{self.base}/v1/requestStatus:retrieve"
        told = understood(get(url, query={"requestId": request}, **about), refusal)
        found = told.get("requestStatusPerDestination")
        if not isinstance(found, list) or not found or not isinstance(found[0], dict):
            raise ProviderError("no status", permanent=False)
        return Standing(_progress(found[0].get("requestStatus")), _reasons(found[0].get("errorInfo")))


def _progress(said: object) -> Progress:
    if type(said) is int and 0 <= said < len(_BY_NUMBER):
        said = _BY_NUMBER[said]
    return _PROGRESS.get(str(said).removeprefix("REQUEST_STATUS_"), Progress.PROCESSING)


def _reasons(info: object) -> tuple[tuple[str, int], ...]:
    counts = info.get("errorCounts") if isinstance(info, dict) else None
    found = [one for one in counts if isinstance(one, dict)] if isinstance(counts, list) else []
    return tuple((str(one.get("reason", ""))[:80], _count(one.get("recordCount"))) for one in found[:20])


def _count(said: object) -> int:
    """int64 travels as text in their JSON."""
    return int(said) if isinstance(said, int | str) and str(said).isdecimal() and len(str(said)) < 10 else 0
