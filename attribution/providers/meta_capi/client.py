"""Handing stages of leads to a dataset of Meta. Not repeatable: Meta counts what it is told twice."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from attribution.providers.answers import OutcomeUnknown, Refused, Trouble, handing_over, understood
from attribution.providers.meta_capi.errors import refusal
from crm.lib.http import bearer, get, post_json

GRAPH, VERSION = "https://graph.facebook.com", "v26.0"
MOST = 50  # events of one call: one that is bad refuses all of them
Event = Mapping[str, Any]


@dataclass(frozen=True)
class MetaEvents:
    """One dataset. `base` is of the environment, never of a clinic; `seconds` for each call."""

    dataset_id: str
    token: str = field(repr=False)
    app_secret: str = field(default="", repr=False)
    base: str = GRAPH
    seconds: float = 15

    def send(self, events: Sequence[Event], *, test_code: str = "") -> str:
        """Their trace of it. Raises Refused when none was taken, ProviderAway before anything left, OutcomeUnknown.

        With `test_code` the events show under "Test events" there.
        """
        if not 0 < len(events) <= MOST:
            raise ValueError(f"1 to {MOST} events a call")
        body = {"data": list(events)} | ({"test_event_code": test_code} if test_code else {}) | self._proof()
        with handing_over():
            url = f"{self.base}/{VERSION}/{self.dataset_id}/events"
            told = understood(post_json(url, body, seconds=self.seconds, headers=self._headers()), refusal)
        if told.get("events_received") != len(events):
            raise OutcomeUnknown("not as many as were sent")
        return str(told.get("fbtrace_id", ""))[:60]

    def try_out(self) -> None:
        """Something that counts nothing: whether this token reads this dataset. Raises Refused, ProviderAway."""
        url = f"{self.base}/{VERSION}/{self.dataset_id}"
        query = {"fields": "id", **self._proof()}
        told = understood(get(url, seconds=self.seconds, headers=self._headers(), query=query), refusal)
        if str(told.get("id", "")) != self.dataset_id:
            raise Refused(Trouble.SETUP, code="another")

    def _headers(self) -> dict[str, str]:
        """The token is never in an address: those are logged."""
        try:
            return bearer(self.token)
        except ValueError:
            raise Refused(Trouble.AUTH, code="key") from None

    def _proof(self) -> dict[str, str]:
        if not self.app_secret:
            return {}
        made = hmac.new(self.app_secret.encode(), self.token.encode(), sha256).hexdigest()
        return {"appsecret_proof": made}
