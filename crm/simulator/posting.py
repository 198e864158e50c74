"""Hooks on their way to us, with what may go wrong on it: late, lost, twice, in another order."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from crm.lib.simulating import Hook
from crm.simulator.faults import Faults
from crm.simulator.timetable import Timetable

PATIENCE = 15  # seconds, as Twilio has them
AGAIN = 2  # seconds to the second try, twice as long to each further one
Post = Callable[[str, bytes, Mapping[str, str]], tuple[int, bytes]]


def by_http(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body; 0 when nobody answered."""
    try:
        answer = httpx.post(url, content=body, headers=dict(headers), timeout=PATIENCE, trust_env=False)
    except httpx.HTTPError:
        return 0, b""
    return answer.status_code, answer.content


class Postman:
    """`sent` is what was posted and what we answered, the newest last."""

    def __init__(self, faults: Faults, timetable: Timetable, post: Post = by_http) -> None:
        self.post = post
        self.sent: deque[dict[str, Any]] = deque(maxlen=1000)
        self._faults, self._timetable = faults, timetable
        self._held: list[Hook] = []
        self._turn = threading.Lock()

    def take(self, hook: Hook, *, after: float) -> None:
        self._timetable.add(after, lambda: self._begin(hook))

    def _begin(self, hook: Hook) -> None:
        fault = self._faults.take(f"hook.{hook.route}")
        if fault and fault.do == "delay":
            self._timetable.add(fault.seconds, lambda: self._go(hook))
        elif fault and fault.do == "reorder":
            with self._turn:
                self._held.append(hook)
        elif not (fault and fault.do == "drop"):
            self._go(hook)
            if fault and fault.do == "duplicate":
                self._go(hook)

    def _go(self, hook: Hook) -> None:
        self._try(hook, 1)
        with self._turn:
            held, self._held = self._held, []
        for one in held:
            self._try(one, 1)

    def _try(self, hook: Hook, number: int) -> None:
        status, body = self.post(hook.url, hook.body, hook.headers)
        self.sent.append({"route": hook.route, "url": hook.url, "body": hook.body, "status": status})
        if 200 <= status < 300:
            if hook.then:
                hook.then(body)
        elif number < hook.tries:
            self._timetable.add(AGAIN**number, lambda: self._try(hook, number + 1))
