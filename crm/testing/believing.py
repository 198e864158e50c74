"""What a process believes for seconds, held still: on a slow machine a pinned count would meet its end."""

from collections.abc import Callable, Hashable
from typing import Any

import pytest

from crm.lib.ttl import TTLCache


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends nothing that was asked once is asked again, however long it takes."""

    def get_or(self: TTLCache, key: Hashable, ask: Callable[[], Any]) -> Any:
        if key not in self._entries:
            self._entries[key] = (float("inf"), ask())
        return self._entries[key][1]

    monkeypatch.setattr(TTLCache, "get_or", get_or)
