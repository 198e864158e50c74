"""What leads tell the floors above (HOUSE, floors)."""

from collections.abc import Callable, Iterator

Receiver = Callable[..., None]


class Announcement:
    """Receivers by name. Each writes its own rows in the transaction of the cause, and may run again."""

    def __init__(self) -> None:
        self._receivers: dict[str, Receiver] = {}

    def connect(self, name: str, receiver: Receiver) -> None:
        self._receivers[name] = receiver

    def receiver(self, name: str) -> Receiver | None:
        return self._receivers.get(name)

    def __iter__(self) -> Iterator[tuple[str, Receiver]]:
        return iter(list(self._receivers.items()))


# (lead, payload, is_new): an arrival became a lead, or one more arrival of a lead. Never makes it fail
# (leads.services.telling).
lead_received = Announcement()
# (lead, payload, False): an arrival is not this lead's any more, and nobody's; one that fails makes the undo fail.
arrival_freed = Announcement()
# (lead, change): an enquiry was accepted or completed, for the first time; `change` is its leads.StageChange. Never
# makes the move fail (leads.services.moving.announcing).
stage_changed = Announcement()
