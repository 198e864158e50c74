"""The count of one bucket, as shared.SCRIPT does it in Redis."""

from collections import Counter

from tenants.rates.bucket import SLOTS, Bucket


class Window:
    """How often it happened of late. Times are in seconds of one clock; a slot ahead of it is forgotten."""

    def __init__(self, bucket: Bucket, limit: int):
        self._width, self._limit = bucket.seconds / SLOTS, limit
        self._counts: Counter[int] = Counter()

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more; 0 when there is."""
        last = int(now // self._width)
        self._counts = Counter({slot: n for slot, n in self._counts.items() if last - SLOTS <= slot <= last})
        left = self._counts.total()
        if left < self._limit:
            return 0
        for slot, count in sorted(self._counts.items()):
            left -= count
            if left < self._limit:
                return (slot + SLOTS + 1) * self._width - now
        return self._width * SLOTS

    def take(self, now: float) -> None:
        self._counts[int(now // self._width)] += 1
